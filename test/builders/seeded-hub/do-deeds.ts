import type { Life } from './life.ts'
import { dayMs } from './local-calendar.ts'
import { seedNodes } from './node-catalogue.ts'
import type { Deed, SeedLog } from './seed-log.ts'
import type { SeedWorld } from './seed-world.ts'

const actors = [
  'operator:1 Lin Yue',
  'operator:2 Wang Min',
  'operator:2 Wang Min',
  'operator:3 Zhou Qian',
  'operator:3 Zhou Qian',
  'operator:6 何静',
  'command-line:root',
] as const

/** What operators did over the year, as the audit log tells it. */
export function doDeeds(world: SeedWorld, lives: readonly Life[], log: SeedLog): void {
  const chance = world.chance('system', -5)
  for (let i = 0; i < world.scale.deeds; i += 1) {
    const at = Math.floor(chance.within(world.begin, world.now))
    const actor = chance.one(actors)
    const userId = chance.whole(1, Math.max(1, Math.floor(lives.length * 0.36)))
    const user = { subject: `user:${userId}`, at, actor }
    const node = chance.one(seedNodes as unknown as readonly [(typeof seedNodes)[number]])
    const drawn = chance.whole(0, 6)
    const kinds: readonly Deed[] = [
      { ...user, action: 'user.edit', before: { note: '' }, after: { hasNote: true } },
      {
        ...user,
        action: 'user.rotatePassword',
        before: { version: 3 },
        after: { version: 4, passwordSecret: 'new' },
      },
      { ...user, action: 'user.access', before: null, after: { userId } },
      {
        ...user,
        ...{ action: 'grant.bytes', before: { gate: 'quota_used' } },
        after: { bytes: 20_000_000_000, reason: 'outage of hk6', gate: 'open' },
      },
      {
        ...{ at, actor, subject: `node:${node.id}`, action: 'node.edit' },
        ...{ before: { capacity: node.capacity - 1_000 }, after: { capacity: node.capacity } },
      },
      {
        ...{ at, actor, subject: 'plan:2', action: 'plan.edit', before: { price: 2_200, version: i } },
        after: { price: 2_000, version: i + 1 },
      },
      {
        at,
        actor,
        subject: 'hub',
        action: 'settings.edit',
        before: { serviceName: 'Sluice' },
        after: { serviceName: 'Sluice' },
      },
    ]
    log.deeds.push(...kinds.slice(drawn, drawn + 1))
  }
  for (const life of lives) {
    const subject = `user:${life.id}`
    const change = (at: number | null, action: string, status: string) => {
      if (at === null) return
      log.deeds.push({
        at,
        actor: 'operator:3 Zhou Qian',
        action,
        subject,
        before: { status: 'active' },
        after: { status },
      })
    }
    change(life.suspendedAt, 'user.suspend', 'suspended')
    change(life.deletedAt, 'user.delete', 'deleted')
    if (life.createdAt > world.now - world.scale.auditedDays * dayMs) {
      const { id, name, createdAt } = life
      const after = {
        id,
        name,
        status: 'active',
        email: life.email.replace(/^(.).*(@.*)$/, '$1…$2'),
        createdAt,
      }
      log.deeds.push({
        at: createdAt,
        actor: `system:customer ${id}`,
        action: 'user.create',
        subject,
        before: null,
        after,
      })
    }
  }
}
