import type { Life, SeedGrant, SeedOrder, SeedRefund, SeedStray } from './life.ts'
import { dayMs, hourMs } from './local-calendar.ts'
import type { SeedWorld } from './seed-world.ts'

const minute = 60_000

/** So many of the list, evenly spread, none of which something happened to already. */
function spread(orders: readonly SeedOrder[], count: number): SeedOrder[] {
  const free = orders.filter(order => order.stray === null && order.refund === null)
  const step = free.length / Math.max(1, count)
  return Array.from(
    { length: Math.min(count, free.length) },
    (_, i) => free[Math.floor((i + 0.5) * step)],
  ).flatMap(order => (order === undefined ? [] : [order]))
}

/**
 * What goes another way with a few orders: money that comes late, twice, or in another sum, and refunds of every
 * policy and state. `orders` are in order of time. Refunds take from the grants what the hub would take.
 */
export function decideFates(world: SeedWorld, lives: readonly Life[], orders: readonly SeedOrder[]): void {
  const { now, scale } = world
  const chance = world.chance('fate', 0)
  const share = (least: number, part: number) => Math.max(least, Math.round(scale.orders * part))
  const isPaid = (order: SeedOrder) => order.fate === 'given' && order.method === 'wechat'
  const isOld = (order: SeedOrder) => (order.paidAt ?? order.createdAt) < now - hourMs
  const closed = orders.filter(order => order.fate === 'closed' && isOld(order))
  const paid = orders.filter(order => isPaid(order) && isOld(order))
  const lifeOf = (order: SeedOrder) => lives[order.userId - 1]

  const stray = (from: readonly SeedOrder[], kind: SeedStray['kind'], count: number) => {
    for (const [i, order] of spread(from, count).entries()) {
      const isNew = order.createdAt > now - 8 * hourMs || (i >= count - 6 && i % 3 !== 1)
      const becomes = kind === 'unknown_order' ? 'applied' : isNew ? 'open' : 'refunded'
      order.stray = { kind, becomes }
    }
  }
  stray(closed, 'late', share(3, 0.0004))
  stray(closed, 'held', share(3, 0.0003))
  stray(closed, 'mismatch', share(3, 0.0001))
  stray(paid, 'duplicate', share(4, 0.0004))
  stray(paid, 'superseded', share(3, 0.0002))
  stray(paid, 'unknown_order', share(2, 0.0001))

  const refund = (order: SeedOrder, made: Omit<SeedRefund, 'state' | 'origin'> & Partial<SeedRefund>) => {
    order.refund = { state: 'succeeded', origin: 'operator', ...made }
    const life = lifeOf(order)
    if (life !== undefined) takeBack(life, order, order.refund)
  }
  const laterThan = (order: SeedOrder, most: number) =>
    Math.floor(
      chance.within(
        (order.paidAt ?? 0) + 10 * minute,
        Math.min(now - 30 * minute, (order.paidAt ?? 0) + most),
      ),
    )

  const recent = paid.slice(-9).filter((_, i) => i % 3 === 0)
  const open = ['requested', 'accepted', 'abnormal'] as const
  for (const [i, order] of recent.entries()) {
    if (order.stray !== null) continue
    refund(order, {
      amount: order.total,
      policy: 'keep',
      at: now - (i + 5) * minute,
      state: open[i] ?? 'requested',
    })
  }
  const lastPlan = new Map<number, SeedOrder>()
  for (const order of orders)
    if (order.fate === 'given' && order.endsAt !== null) lastPlan.set(order.userId, order)
  const refundable = paid.filter(
    order => lastPlan.get(order.userId) === order && lifeOf(order)?.policy === 'calendar',
  )
  for (const [i, order] of spread(refundable, share(6, 0.004)).entries()) {
    const isPart = i % 3 === 2
    const amount = isPart ? Math.max(1, Math.floor(order.total * chance.within(0.3, 0.9))) : order.total
    refund(order, { amount, policy: isPart ? 'pro_rata' : 'now', at: laterThan(order, 5 * dayMs) })
  }
  const addons = paid.filter(order => order.kind === 'addon')
  for (const order of spread(addons, share(2, 0.0004))) {
    refund(order, { amount: order.total, policy: 'now', at: laterThan(order, 2 * dayMs) })
  }
  for (const [i, order] of spread(paid, share(6, 0.003)).entries()) {
    const amount = Math.max(1, Math.floor(order.total * chance.within(0.1, 0.5)))
    const state = i % 23 === 5 ? 'closed' : i % 97 === 3 ? 'abnormal' : 'succeeded'
    const origin = i % 41 === 2 && state === 'succeeded' ? 'imported' : 'operator'
    refund(order, { amount, policy: 'keep', at: laterThan(order, 20 * dayMs), state, origin })
  }
}

/** What a refund takes of what its order gave: everything that is not over. */
function takeBack(life: Life, order: SeedOrder, { policy, state, at }: SeedRefund): void {
  if (policy === 'keep' || state === 'requested' || state === 'closed') return
  for (const grant of life.grants) {
    if (grant.order === order && (grant.validUntil ?? Infinity) > at) grant.endedAt = at
  }
  if (order.endsAt === null || life.expiresAt === null) return
  const isLive = (grant: SeedGrant) => grant.kind === 'cycle' && grant.endedAt === null
  const live = life.grants.filter(isLive).reduce((end, grant) => Math.max(end, grant.validUntil ?? 0), 0)
  life.expiresAt = Math.min(life.expiresAt, Math.max(at, live))
}
