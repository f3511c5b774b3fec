import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { extendTime } from '../../../../hub/entitlements/extend-time.ts'
import { grantBytes } from '../../../../hub/entitlements/grant-bytes.ts'
import { grantPlan } from '../../../../hub/entitlements/grant-plan.ts'
import { queueReminders } from '../../../../hub/entitlements/queue-reminders.ts'
import { setMailPreferences } from '../../../../hub/mail/mail-preferences.ts'
import { createMailQueue } from '../../../../hub/mail/queue-mail.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { instantOf } from '../../../fakes/gated-node.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { createGatedWorld, operator } from '../../../harness/gated-world.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'

const mb = 1_000_000
const day = 86_400_000
const start = instantOf('2026-06-01T10:07+08:00')

async function openWorld(engine: TestEngine, users = 1) {
  const opened = await openTestDatabase(engine)
  const { database } = opened
  const world = await createGatedWorld(database, { nodes: 2, users, now: start })
  const vault = createVault(randomBytes(32))
  await database.inTransaction(async tx => {
    for (let id = 1; id <= users; id += 1) {
      await tx.query('UPDATE users SET email = ? WHERE id = ?', [`user${id}@example.com`, id])
    }
  })
  const remind = () =>
    queueReminders({
      database,
      clock: world.clock,
      timeZone: world.timeZone,
      queueMails: createMailQueue({ vault }).queueMails,
    })
  await world.visitAll(1)
  await remind()
  return {
    ...world,
    database,
    remind,
    plan: (userIds: number[], bytes: number) =>
      grantPlan(
        world.grantDeps,
        { userIds, months: 2, bytesPerCycle: bytes, policy: undefined, reason: 'test' },
        operator,
      ),
    async queued() {
      const rows = await world.select(
        'SELECT userId, template, locale, paramsSecret FROM mail_outbox ORDER BY id',
      )
      return rows.map(row => {
        const params = JSON.parse(vault.open(String(row['paramsSecret']))) as Record<string, unknown>
        return [row['userId'], row['template'], params['percent'] ?? params['days'] ?? null, row['locale']]
      })
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

forEachEngine('reminders', engine => {
  it('tell at 80 and at 100 percent of the cycle, once each, and again in the next cycle', async () => {
    await using world = await openWorld(engine)
    await world.plan([1], 30 * mb)
    await world.visitAll()
    const port = await world.portOf(1)
    const pass = async (bytes: number) => {
      for (let passed = 0; passed < bytes; passed += mb) {
        world.node(1 + (Math.floor(passed / mb) % 2)).pass(port, mb)
        world.clock.advance(10_000)
        await world.visitAll(1)
      }
    }
    await pass(20 * mb)
    expect(await world.remind()).toBe(0)
    await pass(5 * mb)
    expect([await world.remind(), await world.remind()]).toEqual([1, 0])
    await pass(8 * mb)
    expect(await world.gateOf(1)).toBe('quota_used')
    expect([await world.remind(), await world.remind()]).toEqual([1, 0])
    expect(await world.queued()).toEqual([
      [1, 'usage', 80, 'zh'],
      [1, 'usage', 100, 'zh'],
    ])
    const gift = { userIds: [1], bytes: 5 * mb, validity: { kind: 'until_used' as const } }
    await grantBytes(world.grantDeps, { ...gift, reason: 'add-on', compensation: false }, operator)
    await world.visitAll()
    await pass(4 * mb)
    // The same cycle: he was told.
    expect(await world.remind()).toBe(0)
    world.clock.advance(instantOf('2026-07-01T00:20+08:00') - world.clock.now())
    await world.visitAll()
    expect(await world.remind()).toBe(0)
    await pass(25 * mb)
    expect([await world.remind(), await world.remind()]).toEqual([1, 0])
  })

  it('tell 7, 3, 1 days before a plan ends and at its end, and nobody who bought less than that', async () => {
    await using world = await openWorld(engine, 4)
    await world.plan([1, 2, 3], 30 * mb)
    await world.database.inTransaction(async tx => {
      await setMailPreferences(tx, 2, { reminders: false }, start)
      await setMailPreferences(tx, 1, { locale: 'en' }, start)
    })
    const [user] = await world.select('SELECT expiresAt FROM users WHERE id = 1')
    const expiresAt = Number(user?.['expiresAt'])
    const at = async (moment: number) => {
      world.clock.advance(moment - world.clock.now())
      return world.remind()
    }
    expect(await at(expiresAt - 7 * day - 1)).toBe(0)
    expect(await at(expiresAt - 7 * day)).toBe(2)
    expect(await world.remind()).toBe(0)
    await extendTime(world.grantDeps, { userIds: [3], days: 30, reason: 'test' }, operator)
    // Two days before the end: nothing of what was crossed before he had it is told.
    await world.database.inTransaction(tx =>
      tx.query('UPDATE users SET expiresAt = ? WHERE id = 4', [expiresAt as Instant]),
    )
    expect(await at(expiresAt - 3 * day)).toBe(2)
    // No hub ran for three days: the last thing he crossed is what he is told.
    expect(await at(expiresAt)).toBe(2)
    expect(await world.remind()).toBe(0)
    expect((await world.queued()).filter(([userId]) => userId === 1)).toEqual([
      [1, 'expiry', 7, 'en'],
      [1, 'expiry', 3, 'en'],
      [1, 'expired', null, 'en'],
    ])
    expect((await world.queued()).map(([userId]) => userId)).not.toContain(2)
    expect((await world.queued()).filter(([userId]) => userId === 3)).toEqual([[3, 'expiry', 7, 'zh']])
  })
})
