import type { PlanRow } from '../../../hub/db/entities/plans.ts'
import type { Chance } from './chance.ts'
import { drawOrder, giveOrder, moveOver } from './draw-order.ts'
import type { Life } from './life.ts'
import { dayMs, hourMs } from './local-calendar.ts'
import { nameOf } from './names.ts'
import type { SeedWorld } from './seed-world.ts'
import { batches, planIds, type SeedBatch } from './shop-catalogue.ts'

const minute = 60_000
const pendingLifeMs = 30 * minute
const gb = 1_000_000_000

/** A user from his registration to the present: who he is, what he ordered and got. What he used comes after. */
export function liveLife(world: SeedWorld, id: number): Life {
  const who = world.chance('who', id)
  const life = beBorn(world, id, who)
  const shopping = world.chance('shopping', id)
  const family = familyOf(life, world)
  const neverBuys = !life.isOld && shopping.happens(0.08)
  // Whoever has day rows has them to the end.
  const months = life.detail === 'cycles' ? shopping.whole(1, 12) : shopping.whole(13, 16)
  if (life.isOld) moveOver(life, fittingPlan(life, world, family), world.begin, months)
  const leavesAt =
    life.detail !== 'cycles' || shopping.happens(0.8)
      ? world.now
      : shopping.within(Math.max(world.begin, life.createdAt), world.now)
  const from = life.isOld ? world.begin : life.createdAt + shopping.within(2 * minute, 2 * dayMs)
  goShopping({ world, life, family, chance: shopping, neverBuys, leavesAt }, from)
  return life
}

function beBorn(world: SeedWorld, id: number, who: Chance): Life {
  const { scale, begin } = world
  const createdAt = world.joinedAt(id)
  const isOld = createdAt < begin
  const isAnniversary = !isOld && who.happens(0.08)
  const oldUsers = Math.floor(scale.users * 0.36)
  const every = Math.max(1, Math.floor(oldUsers / scale.usersByDay))
  const hasDays = isOld && id % every === 0 && id / every <= scale.usersByDay
  const everyHour = Math.max(1, Math.floor(scale.usersByDay / scale.usersByHour))
  const hasHours = hasDays && (id / every) % everyHour === 0
  const { name, email } = nameOf(id, who)
  return {
    id,
    name,
    email,
    createdAt,
    isOld,
    cipher: who.happens(0.8) ? 'aes-256-gcm' : 'chacha20-ietf-poly1305',
    policy: isAnniversary ? 'anniversary' : 'calendar',
    nodeCount: isAnniversary || who.happens(0.7) ? 2 : 3,
    regions: isAnniversary ? ['asia'] : [],
    appetite: Math.min(60 * gb, who.around(1.3 * gb, 1)),
    detail: hasHours ? 'hours' : hasDays ? 'days' : 'cycles',
    note: who.happens(0.03) ? who.one(notes) : '',
    anchorAt: null,
    expiresAt: null,
    suspendedAt: null,
    deletedAt: null,
    invitedBy: null,
    grants: [],
    orders: [],
    nodeIds: [],
    port: 0,
  }
}

const notes = [
  '老客户，优先处理',
  'asked for an invoice',
  '企业用户，月底对公转账',
  'writes from three addresses; see the ticket of March',
  '学生，已核验',
] as const

/** The plans a user chooses from: with as many nodes as he has, so that none of them is ever missing. */
function familyOf(life: Life, world: SeedWorld): readonly [PlanRow, ...PlanRow[]] {
  const of = (first: number, ...rest: readonly number[]) =>
    [world.plan(first), ...rest.map(id => world.plan(id))] as const
  if (life.policy === 'anniversary') return of(planIds.asia)
  if (life.nodeCount === 3) return of(planIds.plus, planIds.pro, planIds.unlimited)
  return of(planIds.starter, planIds.standard, planIds.student)
}

/** The smallest that is likely to do. */
function fittingPlan(life: Life, world: SeedWorld, family: readonly [PlanRow, ...PlanRow[]]): PlanRow {
  const wanted = life.appetite * 30 * world.chance('who', -life.id).within(0.7, 1.6)
  const all = [...family].sort((a, b) => (a.bytes ?? Infinity) - (b.bytes ?? Infinity))
  return all.find(plan => (plan.bytes ?? Infinity) >= wanted) ?? all.at(-1) ?? family[0]
}

interface Shopper {
  readonly world: SeedWorld
  readonly life: Life
  readonly family: readonly [PlanRow, ...PlanRow[]]
  readonly chance: Chance
  readonly neverBuys: boolean
  readonly leavesAt: number
}

function goShopping(shopper: Shopper, from: number): void {
  const { world, life, chance } = shopper
  const count = world.ordersOf(life.id)
  const hasPending = life.id % Math.max(30, Math.floor(world.scale.users / 60)) === 3
  // The last moment at which an order is over by now.
  const last = world.now - pendingLifeMs - 5 * minute
  let at = from
  for (let left = count; left > 0; left -= 1) {
    if (left === 1 && hasPending && at < last) {
      abandon(shopper, world.now - chance.within(minute, pendingLifeMs - minute), 'pending')
      return
    }
    if (at > last) {
      abandon(shopper, chance.within(life.createdAt, last), 'closed')
      continue
    }
    const horizon = Math.min(last, Math.max(at, shopper.leavesAt))
    const kind = shopper.neverBuys || isStranded(life, at) ? 'abandoned' : kindOf(chance)
    if (kind === 'abandoned')
      at = abandon(shopper, chance.within(at, Math.min(horizon, at + 10 * dayMs)), 'closed')
    else if (kind === 'addon' && isRunning(life, at)) at = buyMore(shopper, at, horizon)
    else at = buyPlan(shopper, at, horizon, left)
  }
}

const kindOf = (chance: Chance): 'abandoned' | 'addon' | 'plan' => {
  const drawn = chance.next()
  return drawn < 0.13 ? 'abandoned' : drawn < 0.23 ? 'addon' : 'plan'
}

/** A lapse would move the anchor of his cycles: who has one buys in time, or no more. */
const isStranded = ({ policy, expiresAt }: Life, at: number): boolean =>
  policy === 'anniversary' && expiresAt !== null && expiresAt < at + 3 * hourMs

const isRunning = (life: Life, at: number): boolean => life.expiresAt !== null && life.expiresAt > at + hourMs

function abandon({ world, life, family, chance }: Shopper, at: number, fate: 'closed' | 'pending'): number {
  const createdAt = Math.floor(at)
  const plan = fittingPlan(life, world, family)
  const wanted = { plan, quantity: chance.one([1, 1, 1, 3]), batch: null, createdAt, paidAt: null }
  giveOrder(life, drawOrder(life, { ...wanted, fate, method: null }))
  return createdAt + pendingLifeMs + minute
}

/** Bytes on top of a plan that runs. */
function buyMore({ world, life, chance }: Shopper, from: number, horizon: number): number {
  const createdAt = Math.floor(
    chance.within(from, Math.max(from, Math.min(horizon, (life.expiresAt ?? from) - hourMs))),
  )
  const isGift = chance.happens(0.06)
  const plan = world.plan(chance.one([planIds.extraUntilUsed, planIds.extraPlan, planIds.extraCycle]))
  giveOrder(
    life,
    drawOrder(life, {
      ...{
        plan: isGift ? null : plan,
        quantity: 1,
        batch: isGift ? batches.gift : null,
        createdAt,
        fate: 'given',
      },
      ...{ paidAt: isGift ? createdAt : payTime(createdAt, chance), method: isGift ? 'free' : 'wechat' },
    }),
  )
  return createdAt + 20 * minute
}

const payTime = (createdAt: number, chance: Chance): number => createdAt + chance.whole(15_000, 6 * minute)

function buyPlan(shopper: Shopper, from: number, horizon: number, left: number): number {
  const { world, life, family, chance } = shopper
  const createdAt = Math.floor(whenNeeded(shopper, from, horizon))
  const isFirst = life.expiresAt === null
  if (isFirst && life.policy === 'calendar' && chance.happens(0.03)) {
    const trial = { plan: null, quantity: 1, batch: batches.trial, createdAt, paidAt: createdAt }
    giveOrder(life, drawOrder(life, { ...trial, fate: 'given', method: 'free' }))
    return createdAt + 20 * minute
  }
  const months = monthsFor((horizon - createdAt) / (30 * dayMs) / left, chance)
  const monthly = fittingPlan(life, world, family)
  const yearly = yearOf(monthly, world)
  const isYear = months === 12 && yearly !== null
  const plan = isYear && yearly !== null ? yearly : monthly
  const batch = codeFor(life, plan, chance)
  const isFree = batch?.effect.kind === 'activation'
  const method = isFree ? 'free' : chance.happens(0.006) ? 'manual' : 'wechat'
  const paidAt = isFree ? createdAt : payTime(createdAt, chance)
  const quantity = isYear || isFree ? 1 : Math.min(months, plan.mostPerOrder)
  const sold = isFree ? world.plan(planIds.standard) : plan
  giveOrder(life, drawOrder(life, { plan: sold, quantity, batch, createdAt, paidAt, fate: 'given', method }))
  return createdAt + 20 * minute
}

/** A few days before the plan ends, now and then a while after; at once where there is none. */
function whenNeeded({ life, chance }: Shopper, from: number, horizon: number): number {
  const { expiresAt } = life
  const lapses = life.policy === 'calendar' && life.detail === 'cycles' && chance.happens(0.15)
  const need =
    expiresAt === null
      ? from
      : lapses
        ? Math.max(from, expiresAt + chance.within(hourMs, 20 * dayMs))
        : Math.max(from, Math.min(expiresAt - 2 * hourMs, expiresAt - chance.within(0, 5 * dayMs)))
  return need <= horizon ? need : chance.within(from, Math.max(from, horizon))
}

function monthsFor(wished: number, chance: Chance): number {
  const wanted = wished * chance.within(1, 2)
  return wanted < 1.6 ? 1 : wanted < 2.5 ? 2 : wanted < 4.5 ? 3 : wanted < 8 ? 6 : 12
}

function yearOf(plan: PlanRow, world: SeedWorld): PlanRow | null {
  if (plan.id === planIds.standard) return world.plan(planIds.standardYear)
  return plan.id === planIds.plus ? world.plan(planIds.plusYear) : null
}

/** A code that fits, now and then. Of the batches with one code for all, each user uses one once. */
function codeFor(life: Life, plan: PlanRow, chance: Chance): SeedBatch | null {
  const drawn = chance.next()
  const isUnused = (batch: SeedBatch) => life.orders.every(order => order.batch?.id !== batch.id)
  const isMonthly = plan.kind === 'month' && plan.bytes !== null && life.policy === 'calendar'
  if (drawn < 0.05 && isUnused(batches.percent)) return batches.percent
  if (drawn < 0.07 && !life.orders.some(order => order.fate === 'given')) return batches.fen
  if (drawn < 0.085 && isMonthly && plan.id <= planIds.pro && isUnused(batches.bonus)) return batches.bonus
  return drawn < 0.105 && life.nodeCount === 2 && life.policy === 'calendar' ? batches.card : null
}
