import type { OrderMode } from '../../../hub/contract/customer/quote.ts'
import type { PlanRow } from '../../../hub/db/entities/plans.ts'
import type { Life, SeedBucket, SeedGrant, SeedOrder } from './life.ts'
import {
  anniversary,
  anniversaryIndex,
  dayMs,
  dayStart,
  monthEnd,
  monthStart,
  purchaseEnd,
  type SeedCut,
  splitByAnniversary,
  splitByCalendar,
} from './local-calendar.ts'
import type { SeedBatch } from './shop-catalogue.ts'

const slotMs = 900_000

/** What somebody wants, and what becomes of it. */
export interface Wanted {
  readonly plan: PlanRow | null
  readonly quantity: number
  readonly batch: SeedBatch | null
  readonly createdAt: number
  readonly paidAt: number | null
  readonly fate: SeedOrder['fate']
  readonly method: SeedOrder['method']
}

/** An order as the hub would have drawn it for this user at that moment. Changes nothing of him. */
export function drawOrder(life: Life, wanted: Wanted): SeedOrder {
  const { plan, quantity, batch, createdAt, paidAt } = wanted
  const at = paidAt ?? createdAt
  const isActivation = batch?.effect.kind === 'activation'
  const listPrice = isActivation || plan === null ? 0 : plan.price * quantity
  const discount = discountOf(listPrice, batch)
  const shared = {
    id: 0,
    number: '',
    userId: life.id,
    quantity,
    batch,
    createdAt,
    paidAt,
    fate: wanted.fate,
    method: wanted.method,
    listPrice,
    discount,
    total: listPrice - discount,
    refund: null,
    stray: null,
  }
  if (plan !== null && plan.kind !== 'addon') {
    const drawn = drawPlan(life, plan, wanted, at)
    return { ...shared, plan, kind: isActivation ? 'activation' : plan.kind, bucket: null, ...drawn }
  }
  const bare = { bonusCuts: [], startsAt: at, anchorAt: null }
  const effect = batch?.effect
  if (effect?.kind === 'activation' && 'trialDays' in effect) {
    const until = dayStart(at) + (effect.trialDays + 1) * dayMs
    const cuts = [{ from: at, until, bytes: effect.bytes }]
    return {
      ...shared,
      ...bare,
      plan: null,
      kind: 'activation',
      mode: 'new',
      cuts,
      bucket: null,
      endsAt: until,
    }
  }
  const bucket =
    effect?.kind === 'activation' && 'days' in effect
      ? { bytes: effect.bytes, until: Math.ceil((at + (effect.days ?? 30) * dayMs) / slotMs) * slotMs }
      : addonBucket(life, plan, quantity, at)
  return {
    ...shared,
    ...bare,
    plan,
    kind: isActivation ? 'activation' : 'addon',
    mode: 'add',
    cuts: [],
    bucket,
    endsAt: null,
  }
}

function discountOf(listPrice: number, batch: SeedBatch | null): number {
  if (batch?.effect.kind !== 'discount') return 0
  if ('fen' in batch.effect) return Math.min(batch.effect.fen, listPrice)
  return Math.floor((listPrice * batch.effect.percent) / 100)
}

function drawPlan(life: Life, plan: PlanRow, wanted: Wanted, at: number) {
  const runs = life.expiresAt !== null && life.expiresAt > at
  const start = runs ? (life.expiresAt ?? at) : at
  const anchor = life.policy === 'anniversary' ? (runs ? (life.anchorAt ?? start) : start) : null
  const split = (from: number, count: number) =>
    anchor === null
      ? splitByCalendar(from, count, plan.bytes)
      : splitByAnniversary(from, count, plan.bytes, anchor)
  const months = plan.kind === 'year' ? 12 * wanted.quantity : wanted.quantity
  const cuts = split(start, months)
  const paidUntil = cuts.at(-1)?.until ?? start
  const effect = wanted.batch?.effect
  const bonusCuts = effect?.kind === 'bonus' && 'months' in effect ? split(paidUntil, effect.months) : []
  const last = life.orders.findLast(order => order.fate === 'given' && order.endsAt !== null)
  const mode: OrderMode = !runs ? 'new' : last?.plan?.id === plan.id ? 'extend' : 'after'
  const endsAt = bonusCuts.at(-1)?.until ?? paidUntil
  return { mode, cuts, bonusCuts, startsAt: start, endsAt, anchorAt: anchor }
}

function addonBucket(life: Life, plan: PlanRow | null, quantity: number, at: number): SeedBucket {
  const bytes = plan?.bytes == null ? null : plan.bytes * quantity
  const end = life.expiresAt ?? at
  if (plan?.validity?.kind === 'until_used') return { bytes, until: null }
  if (plan?.validity?.kind !== 'this_cycle') return { bytes, until: end }
  return { bytes, until: Math.min(end, cycleOf(life, at).until) }
}

/** The cycle of a user that an instant lies in. */
export function cycleOf(
  life: Pick<Life, 'policy' | 'anchorAt'>,
  at: number,
): { from: number; until: number } {
  const { policy, anchorAt } = life
  if (policy === 'calendar' || anchorAt === null) {
    return { from: monthStart(at), until: monthEnd(at) }
  }
  const k = anniversaryIndex(anchorAt, at)
  return { from: anniversary(anchorAt, k), until: anniversary(anchorAt, k + 1) }
}

/** Gives a user what a paid order promised. */
export function giveOrder(life: Life, order: SeedOrder): void {
  life.orders.push(order)
  if (order.fate !== 'given') return
  const at = order.paidAt ?? order.createdAt
  const made = {
    order,
    used: 0,
    endedAt: null,
    reason: '',
    sourceRef: '',
    createdBy: 'system:payments',
    createdAt: at,
    id: 0,
  }
  const source = order.kind === 'activation' ? 'code' : 'order'
  const cycles = (cuts: readonly SeedCut[], isBonus: boolean) =>
    cuts.map(
      ({ from, until, bytes }): SeedGrant => ({
        ...made,
        ...{ kind: 'cycle', source, isBonus, bytes, validFrom: from, validUntil: until },
      }),
    )
  life.grants.push(...cycles(order.cuts, false), ...cycles(order.bonusCuts, true))
  if (order.bucket !== null) {
    const { bytes, until } = order.bucket
    life.grants.push({
      ...made,
      ...{ kind: 'bucket', source, isBonus: false, bytes, validFrom: at, validUntil: until },
    })
  }
  if (order.endsAt === null) return
  life.expiresAt = order.endsAt
  if (life.policy === 'anniversary') life.anchorAt ??= order.anchorAt
}

/** What an operator moved over from the system before: months of a plan from the first day on. */
export function moveOver(life: Life, plan: PlanRow, begin: number, months: number): void {
  for (const { from, until, bytes } of splitByCalendar(begin, months, plan.bytes)) {
    life.grants.push({
      ...{
        id: 0,
        kind: 'cycle',
        source: 'operator',
        order: null,
        isBonus: false,
        sourceRef: `plan:${begin}`,
      },
      ...{ bytes, used: 0, validFrom: from, validUntil: until, endedAt: null },
      ...{ reason: 'moved from the system before', createdBy: 'operator:1 Lin Yue', createdAt: begin },
    })
  }
  life.expiresAt = purchaseEnd(begin, months)
}
