import type { Instant } from '../contract/primitives.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { type PaymentAttemptRow, paymentAttemptEntity } from '../db/entities/payments.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { createLimit } from '../kernel/limit.ts'
import type { Logger } from '../kernel/logger.ts'
import { queryDelay } from './attempt-state.ts'
import { type ClosePendingDeps, closeAttempt, closePending } from './close-pending.ts'
import { settlePayment } from './settle-payment.ts'

export interface QueryDeps extends ClosePendingDeps {
  readonly logger: Logger
}

const mostAtOnce = 300
const inParallel = 6
/** How long until a provider that did not answer is asked again. */
const afterSilenceMs = 20_000
const actor: Actor = { kind: 'system', name: 'payments' }

/**
 * Asks the provider about attempts whose time has come: a payment whose notifications were all lost is settled by
 * this. After the last query the attempt is closed. How many were asked and how many were paid.
 */
export async function queryDuePayments(
  deps: QueryDeps,
): Promise<{ readonly asked: number; readonly paid: number }> {
  const now = deps.clock.now()
  const due = await deps.database.inTransaction(tx =>
    tx.manager
      .createQueryBuilder(paymentAttemptEntity, 'attempt')
      .where('attempt.nextQueryAt <= :now', { now })
      .orderBy('attempt.nextQueryAt')
      .limit(mostAtOnce)
      .getMany(),
  )
  const limit = createLimit(inParallel)
  const results = await Promise.all(due.map(attempt => limit(() => queryOrPutOff(deps, attempt))))
  return { asked: due.length, paid: results.filter(result => result === 'paid').length }
}

/** What goes wrong with one keeps nobody else from being asked about. */
async function queryOrPutOff(
  deps: QueryDeps,
  attempt: PaymentAttemptRow,
): Promise<'paid' | 'unpaid' | 'silent'> {
  try {
    return await queryAttempt(deps, attempt)
  } catch (error) {
    deps.logger.error({ err: error, attempt: attempt.id }, 'an attempt to pay could not be asked about')
    const nextQueryAt = deps.clock.now() + afterSilenceMs
    await deps.database.inTransaction(tx =>
      tx.manager.update(paymentAttemptEntity, { id: attempt.id, openKey: attempt.orderId }, { nextQueryAt }),
    )
    return 'silent'
  }
}

async function queryAttempt(
  deps: QueryDeps,
  attempt: PaymentAttemptRow,
): Promise<'paid' | 'unpaid' | 'silent'> {
  const till = await deps.tills.byId(attempt.merchantId)
  const answer = await till?.provider.queryPayment({ outTradeNo: attempt.outTradeNo })
  if (till === null || answer === undefined) return 'silent'
  if (answer.kind === 'ok' && answer.value.kind === 'paid') {
    await settlePayment(deps, { till, facts: answer.value, source: 'query' })
    return 'paid'
  }
  const isAnswered = answer.kind === 'ok' || answer.kind === 'rejected'
  const isPending = await waitsForMoney(deps, attempt.orderId)
  const scheduled = isPending ? nextQuery(attempt, deps.clock.now()) : null
  const next = isAnswered ? scheduled : deps.clock.now() + afterSilenceMs
  if (next === null) {
    const closed = await closeAttempt(deps, attempt)
    if (closed !== 'unsure') return closed === 'paid' ? 'paid' : 'unpaid'
  }
  const patch = {
    nextQueryAt: next ?? deps.clock.now() + afterSilenceMs,
    queries: attempt.queries + (isAnswered && next !== null ? 1 : 0),
    lastError: answer.kind === 'ok' ? '' : answer.message.slice(0, 300),
  }
  await deps.database.inTransaction(tx =>
    tx.manager.update(paymentAttemptEntity, { id: attempt.id, openKey: attempt.orderId }, patch),
  )
  return isAnswered ? 'unpaid' : 'silent'
}

/** An order that is paid or closed by other means has no use for what is still open. */
async function waitsForMoney({ database }: QueryDeps, orderId: number): Promise<boolean> {
  const order = await database.inTransaction(tx => tx.manager.findOneBy(orderEntity, { id: orderId }))
  return order?.state === 'pending'
}

/** The schedule's next moment after now: a hub that was away does not make up for every query it missed. */
function nextQuery(attempt: PaymentAttemptRow, now: Instant): number | null {
  for (let queries = attempt.queries + 1; ; queries += 1) {
    const delay = queryDelay(queries)
    if (delay === null) return null
    if (attempt.createdAt + delay > now) return attempt.createdAt + delay
  }
}

/** Closes pending orders whose time is over, at the provider first. How many were closed or paid after all. */
export async function expireOrders(deps: QueryDeps): Promise<number> {
  const now = deps.clock.now()
  const due = await deps.database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        `SELECT id FROM orders WHERE state = 'pending' AND expiresAt <= ? ORDER BY expiresAt LIMIT ${mostAtOnce}`,
        [now],
      ),
    ).map(row => integerIn(row, 'id')),
  )
  const limit = createLimit(inParallel)
  const closed = await Promise.all(
    due.map(orderId =>
      limit(async () => {
        try {
          const outcome = await closePending(deps, { orderId, actor, why: 'time is over' })
          if (outcome.ok) return true
          deps.logger.warn({ order: orderId, why: outcome.code }, 'an order could not be closed')
        } catch (error) {
          deps.logger.error({ err: error, order: orderId }, 'an order could not be closed')
        }
        return false
      }),
    ),
  )
  return closed.filter(Boolean).length
}
