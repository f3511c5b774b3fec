import type { Instant } from '../contract/primitives.ts'
import { type PaymentAttemptRow, paymentAttemptEntity } from '../db/entities/payments.ts'
import { lockRows } from '../db/lock-rows.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { isOpenAttempt } from './attempt-state.ts'
import { type ClosePendingDeps, storedOf } from './close-pending.ts'
import { moveAttempt } from './move-attempt.ts'
import type { PaymentStart, ProviderAnswer } from './payment-provider.ts'
import type { Till } from './ports.ts'
import { settlePayment } from './settle-payment.ts'

/** Where to pay: one of the three, by the trade type. */
export interface PayWay {
  readonly codeUrl?: string
  readonly h5Url?: string
  readonly jsapiParams?: Readonly<Record<string, string>>
  readonly expiresAt: Instant
}

/** How long a stored answer is shown again, by what the provider says of its life. */
const freshMs = { native: 110 * 60_000, h5: 4 * 60_000, jsapi: 110 * 60_000 } as const
const mostTries = 3
const pauseMs = 400

/** Another hub may have asked at the same moment. */
const mostRounds = 3

/**
 * Sends an attempt's stored body and keeps the answer: the same number again after every failure, never a new one
 * while the old may be payable. Without an answer the attempt is `unknown`, and nothing is shown. Each answer kills
 * the link before it, so of two that came at once it is not known which one lives: then it is asked once more.
 */
export async function sendAttempt(
  deps: ClosePendingDeps,
  till: Till,
  attemptId: number,
): Promise<Outcome<PayWay>> {
  for (let round = 1; ; round += 1) {
    const attempt = await deps.database.inTransaction(tx =>
      tx.manager.findOneByOrFail(paymentAttemptEntity, { id: attemptId }),
    )
    if (!isOpenAttempt(attempt.state)) return ended(attempt)
    const kept = round === 1 ? keptWay(attempt, deps.clock.now()) : null
    if (kept !== null) return succeed(kept)
    const sent = await send(deps, till, attempt)
    if (sent !== 'overtaken') return sent
    if (round === mostRounds) return fail('payment_unavailable', { why: 'no_answer' })
  }
}

const ended = ({ state }: PaymentAttemptRow) =>
  fail('payment_unavailable', { why: state === 'closed' ? 'over' : 'paid' })

async function send(
  deps: ClosePendingDeps,
  till: Till,
  attempt: PaymentAttemptRow,
): Promise<Outcome<PayWay> | 'overtaken'> {
  const { answer, mayExist } = await createWithPatience(deps, till, attempt)
  deps.crash('attempt.after-answer')
  if (answer.kind === 'ok') return keepAnswer(deps, attempt, answer.value)
  if (answer.kind === 'rejected') return onRejected(deps, till, attempt, answer, mayExist)
  await note(deps, attempt, 'unknown', answer.message)
  return fail('payment_unavailable', { why: 'no_answer' })
}

function keptWay(attempt: PaymentAttemptRow, now: Instant): PayWay | null {
  const { state, payUrl, payUrlAt, tradeType } = attempt
  if (state !== 'open' || payUrl === null || payUrlAt === null) return null
  return now - payUrlAt < freshMs[tradeType] ? wayOf(attempt, payUrl) : null
}

function wayOf(attempt: PaymentAttemptRow, payUrl: string): PayWay {
  const expiresAt = (attempt.createdAt + freshMs.native) as Instant
  if (attempt.tradeType === 'h5') return { h5Url: payUrl, expiresAt }
  if (attempt.tradeType === 'native') return { codeUrl: payUrl, expiresAt }
  return { jsapiParams: JSON.parse(payUrl) as Record<string, string>, expiresAt }
}

/** `mayExist`: one of the tries, or one before, may have taken effect. */
async function createWithPatience(
  deps: ClosePendingDeps,
  till: Till,
  attempt: PaymentAttemptRow,
): Promise<{ readonly answer: ProviderAnswer<PaymentStart>; readonly mayExist: boolean }> {
  let mayExist = attempt.state !== 'creating'
  for (let tried = 1; ; tried += 1) {
    const answer = await till.provider.createPayment(storedOf(attempt))
    const isOver = answer.kind === 'ok' || answer.kind === 'rejected' || tried === mostTries
    // What cannot be sent at all does not get better by asking again.
    if (isOver || answer.cause === 'request') return { answer, mayExist }
    mayExist ||= answer.kind === 'unknown'
    await deps.clock.sleep(pauseMs * tried)
  }
}

/** A late answer never moves back what a notification settled meanwhile. */
async function keepAnswer(
  deps: ClosePendingDeps,
  attempt: PaymentAttemptRow,
  start: PaymentStart,
): Promise<Outcome<PayWay> | 'overtaken'> {
  const payUrl = start.kind === 'link' ? start.payUrl : JSON.stringify(start.parameters)
  return deps.database.inTransaction(async tx => {
    const [row] = await lockRows(tx, paymentAttemptEntity, [attempt.id])
    if (row === undefined || !isOpenAttempt(row.state)) return ended(row ?? attempt)
    if (row.payUrl !== attempt.payUrl) return 'overtaken'
    const at = deps.clock.now()
    await moveAttempt(tx, row, { to: 'open', at, patch: { payUrl, payUrlAt: at, lastError: '' } })
    return succeed(wayOf(attempt, payUrl))
  })
}

async function onRejected(
  deps: ClosePendingDeps,
  till: Till,
  attempt: PaymentAttemptRow,
  answer: Extract<ProviderAnswer<never>, { kind: 'rejected' }>,
  mayExist: boolean,
): Promise<Outcome<PayWay>> {
  if (answer.code === 'ORDERPAID') {
    const asked = await till.provider.queryPayment({ outTradeNo: attempt.outTradeNo })
    if (asked.kind === 'ok' && asked.value.kind === 'paid') {
      await settlePayment(deps, { till, facts: asked.value, source: 'query' })
    }
    return fail('payment_unavailable', { why: 'paid' })
  }
  // Refused at its first sending it never was; later it may be what an earlier sending made, which queries tell.
  const isOpen = mayExist && answer.code !== 'ORDERCLOSED'
  await note(deps, attempt, isOpen ? 'unknown' : 'closed', `${answer.code} ${answer.message}`)
  return fail('payment_unavailable', { why: 'refused', code: answer.code })
}

async function note(
  deps: ClosePendingDeps,
  attempt: PaymentAttemptRow,
  to: 'unknown' | 'closed',
  message: string,
): Promise<void> {
  await deps.database.inTransaction(async tx => {
    const [row] = await lockRows(tx, paymentAttemptEntity, [attempt.id])
    const patch = { lastError: message.slice(0, 300) }
    if (row !== undefined) await moveAttempt(tx, row, { to, at: deps.clock.now(), patch })
  })
}
