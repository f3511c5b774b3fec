import type { Quote } from '../contract/customer/quote.ts'
import type { Instant } from '../contract/primitives.ts'
import { type OrderRow, orderEntity } from '../db/entities/orders.ts'
import { lockRows } from '../db/lock-rows.ts'
import type { Tx } from '../db/transaction.ts'
import { type ChangeGrantsDeps, changeGrantsInTx } from '../entitlements/change-grants.ts'
import { loadStandings, type Standing } from '../entitlements/standing.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { QueueMail } from '../mail/queue-mail.ts'
import { basisOf, type LiveOrder } from '../orders/credit-rule.ts'
import { frozenOf } from '../orders/frozen-order.ts'
import type { OrderCodes } from '../orders/ports.ts'
import { quoteOrder } from '../orders/quote-rule.ts'
import { readBuyer } from '../orders/read-buyer.ts'
import { giveQuoted } from './give-quoted.ts'
import type { Rewards } from './ports.ts'
import { queueReceipt } from './queue-receipt.ts'

export interface FulfilDeps extends Omit<ChangeGrantsDeps, 'database'> {
  readonly codes: Pick<OrderCodes, 'commit' | 'release'>
  readonly rewards: Pick<Rewards, 'rewardFirstOrder'>
  readonly queueMail: QueueMail
}

/** What becomes of an order that is paid. `why` is a refusal of the quote, or what changed since it was frozen. */
export type Fulfilment =
  | {
      readonly kind: 'given'
      readonly order: OrderRow
      /** Its code counts once more than its limits allow. */
      readonly isBeyondCode: boolean
    }
  | { readonly kind: 'held'; readonly why: string }

/**
 * Gives what a paid order promised, in the caller's transaction, which holds the user and the order. The quote is
 * drawn anew at this moment from the frozen plan and code; its money stays the frozen one. Writes nothing where the
 * answer is `held`.
 */
export async function fulfilOrder(
  tx: Tx,
  deps: FulfilDeps,
  order: OrderRow,
  fulfilling: { readonly at: Instant; readonly actor: Actor },
): Promise<Fulfilment> {
  const { at, actor } = fulfilling
  const { userId } = order
  const { timeZone } = deps
  const [standing] = await loadStandings(tx, { userIds: [userId], now: at, timeZone, settle: 'all' })
  if (standing === undefined || standing.holder.status === 'deleted') {
    return { kind: 'held', why: 'account_not_active' }
  }
  const drawn = await drawAgain(tx, order, standing, at, timeZone)
  if (typeof drawn === 'string') return { kind: 'held', why: drawn }
  let given = order
  let isBeyondCode = false
  await changeGrantsInTx(tx, deps, {
    userIds: [userId],
    settled: { at, standings: [standing] },
    action: 'order.fulfil',
    actor,
    asked: { orderId: order.id, number: order.number },
    async work(inner) {
      given = await giveQuoted(inner, deps, { order, quote: drawn, holder: standing.holder, at, actor })
      if (order.codeUseId !== null) {
        isBeyondCode = (await deps.codes.commit(inner, order.codeUseId, at)) === 'beyond'
      }
      await deps.rewards.rewardFirstOrder(inner, { orderId: order.id, userId, at })
      await queueReceipt(inner, deps.queueMail, given, at)
      await announce(inner, { at, kind: 'order.fulfilled', subject: { orderId: order.id, userId } })
    },
  })
  return { kind: 'given', order: given, isBeyondCode }
}

/** The quote of this moment with the frozen money, or why it cannot be kept. */
async function drawAgain(
  tx: Tx,
  order: OrderRow,
  standing: Standing,
  at: Instant,
  timeZone: string,
): Promise<Quote | string> {
  const { quote: frozen, offer } = frozenOf(order)
  const { buyer, live } = await readBuyer(tx, standing, at)
  const isSwitch = frozen.mode === 'switch'
  const lost = isSwitch ? await lostCredit(tx, frozen, live, at) : null
  if (lost !== null) return lost
  const isOver = isSwitch && live.length === 0
  const result = quoteOrder({
    ...{ plan: offer, quantity: frozen.quantity, code: frozen.code, live, now: at, timeZone },
    wish: isSwitch && !isOver ? 'switch' : 'auto',
    // What it was to end is over by now: it begins at once all the same, whatever days were given on top.
    buyer: isOver ? { ...buyer, expiresAt: null } : buyer,
  })
  if (!result.ok) return result.refusal
  const { listPrice, discount, credit, total, ends } = frozen
  return { ...result.quote, listPrice, discount, credit, total, ends }
}

/**
 * Why the credit of a switch cannot be kept: others came that would end too, its orders lost their money since, or a
 * refund or another switch took what they gave before its time.
 */
async function lostCredit(
  tx: Tx,
  frozen: Quote,
  live: readonly LiveOrder[],
  at: Instant,
): Promise<string | null> {
  const known = new Set(frozen.ends.map(({ orderId }) => orderId))
  if (live.some(({ orderId }) => !known.has(orderId))) return 'plan_changed'
  const stands = new Set(live.map(({ orderId }) => orderId))
  const orders = await lockRows(tx, orderEntity, [...known])
  const isKept = frozen.ends.every(({ orderId, movedFen }) => {
    const order = orders.find(({ id }) => id === orderId)
    if (order === undefined || basisOf(order) < movedFen) return false
    return stands.has(orderId) || (order.endsAt ?? 0) <= at
  })
  return isKept ? null : 'credit_gone'
}
