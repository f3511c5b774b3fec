import type { Life, SeedGrant } from './life.ts'
import { dayMs, hourMs } from './local-calendar.ts'
import { seedNodes } from './node-catalogue.ts'
import type { SeedWorld } from './seed-world.ts'

const gb = 1_000_000_000
export const idleMs = 30 * dayMs
export const rewardBytes = 10 * gb
export const holdMs = 7 * dayMs
/** The range of users' numbers on every node. */
export const portFrom = 10_000
export const portUntil = 31_999

/** Who was suspended or deleted, invited by whom, compensated, and placed where. `lives` ascend by id. */
export function settlePeople(world: SeedWorld, lives: readonly Life[]): void {
  for (const life of lives) {
    const chance = world.chance('fate', life.id)
    const firstOrder = life.orders.find(order => order.fate === 'given')
    if (!life.isOld && life.id > 10 && chance.happens(0.12))
      invite(world, lives, life, chance.whole(1, life.id - 1))
    const expiresAt = life.expiresAt ?? 0
    if (expiresAt > world.now + dayMs && chance.happens(0.015)) {
      const since = Math.max(world.now - 40 * dayMs, firstOrder?.createdAt ?? world.begin)
      life.suspendedAt = Math.floor(chance.within(since, world.now - hourMs))
    } else if (life.expiresAt !== null && expiresAt < world.now - idleMs - 5 * dayMs && chance.happens(0.1)) {
      life.deletedAt = Math.floor(chance.within(expiresAt + idleMs, world.now))
    }
    if (chance.happens(0.012)) compensate(world, life, chance.within(0, 1))
  }
  findPlaces(world, lives)
}

function invite(world: SeedWorld, lives: readonly Life[], life: Life, inviterId: number): void {
  const inviter = lives[inviterId - 1]
  if (inviter === undefined || inviter.grants.length === 0) return
  life.invitedBy = inviterId
  const bought = firstBought(life)
  const dueAt = bought === null ? null : bought + holdMs
  if (dueAt === null || dueAt > world.now) return
  inviter.grants.push(
    bucket(
      {
        source: 'invite',
        sourceRef: `invite:${life.id}`,
        bytes: rewardBytes,
        reason: 'invitation',
        by: 'system:invites',
      },
      dueAt,
      null,
    ),
  )
}

/** When the first order of a user that was paid, or given, was fulfilled. */
export function firstBought(life: Life): number | null {
  const times = life.orders.flatMap(order =>
    order.fate === 'given' ? [order.paidAt ?? order.createdAt] : [],
  )
  return times.length === 0 ? null : Math.min(...times)
}

function compensate(world: SeedWorld, life: Life, part: number): void {
  const running = life.grants.filter(
    ({ kind, validFrom, endedAt }) => kind === 'cycle' && validFrom < world.now - dayMs && endedAt === null,
  )
  const cut = running[Math.floor(part * running.length)]
  if (cut === undefined) return
  const until = Math.min(cut.validUntil ?? world.now, world.now)
  const at = Math.floor(cut.validFrom + (until - cut.validFrom) * 0.4)
  const ends = at - (at % 900_000) + 30 * dayMs
  life.grants.push(
    bucket(
      {
        source: 'compensation',
        sourceRef: '',
        bytes: 20 * gb,
        reason: 'outage of hk6',
        by: 'operator:2 Wang Min',
      },
      at,
      ends,
    ),
  )
}

function bucket(
  given: Pick<SeedGrant, 'source' | 'sourceRef' | 'bytes' | 'reason'> & { readonly by: string },
  at: number,
  until: number | null,
): SeedGrant {
  const { by, ...rest } = given
  const made = { id: 0, order: null, isBonus: false, used: 0, endedAt: null, createdBy: by, createdAt: at }
  return { ...made, ...rest, kind: 'bucket', validFrom: at, validUntil: until }
}

/** Nodes, and a number that is free on all of them, for everybody who ever had a plan. */
function findPlaces(world: SeedWorld, lives: readonly Life[]): void {
  const serving = seedNodes.filter(node => node.serves)
  const asia = serving.filter(node => node.region === 'asia')
  const size = portUntil - portFrom + 1
  const taken = new Map(serving.map(node => [node.id, new Uint8Array(size)]))
  for (const life of lives) {
    if (life.grants.length === 0) continue
    const chance = world.chance('who', -1_000_000 - life.id)
    const from = life.regions.length > 0 ? asia : serving
    const nodeIds = new Set<number>()
    while (nodeIds.size < life.nodeCount) nodeIds.add(from[chance.whole(0, from.length - 1)]?.id ?? 1)
    life.nodeIds = [...nodeIds].sort((a, b) => a - b)
    const maps = life.nodeIds.map(id => taken.get(id) ?? new Uint8Array(size))
    const start = (life.id * 7_919) % size
    for (let step = 0; life.port === 0; step += 1) {
      if (step === size) throw new Error('the nodes have no numbers left')
      const index = (start + step) % size
      if (maps.some(map => map[index] === 1)) continue
      for (const map of maps) map[index] = 1
      life.port = portFrom + index
    }
  }
}
