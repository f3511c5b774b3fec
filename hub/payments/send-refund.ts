import { openAlert } from '../alerts/alerts.ts'
import { type RefundRow, refundEntity } from '../db/entities/refunds.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf } from '../db/transaction.ts'
import { createLimit } from '../kernel/limit.ts'
import type { Logger } from '../kernel/logger.ts'
import { refundAlert } from './move-refund.ts'
import type { ProviderAnswer, RefundFacts } from './payment-provider.ts'
import type { Till, Tills } from './ports.ts'
import { refundDelay } from './refund-state.ts'
import { type SettleRefundDeps, settleRefund } from './settle-refund.ts'

export interface SendRefundDeps extends SettleRefundDeps {
  readonly logger: Logger
}

const mostAtOnce = 200
const inParallel = 4
const hour = 3_600_000
/** People are told when nobody knows for a quarter of an hour whether money went back. */
const silencesBeforeAlert = 5

/**
 * Asks the provider for a refund, or how far it is. The same number and body every time, so that it is paid back once
 * however often it is asked. A refusal keeps it and tells people: the balance may be filled up, an account opened again.
 */
export async function sendRefund(deps: SendRefundDeps, till: Till, refundId: number): Promise<void> {
  const refund = await deps.database.inTransaction(tx => tx.manager.findOneBy(refundEntity, { id: refundId }))
  if (refund === null || refund.state === 'succeeded' || refund.state === 'closed') return
  const { provider } = till
  const answer =
    refund.state === 'requested' && refund.requestBody !== ''
      ? await provider.requestRefund(refund.requestBody)
      : await provider.queryRefund(refund.outRefundNo)
  deps.crash('refund.after-answer')
  if (answer.kind === 'ok') await settleRefund(deps, till, answer.value)
  await noteTry(deps, refund, answer)
}

async function noteTry(
  deps: SendRefundDeps,
  asked: RefundRow,
  answer: ProviderAnswer<RefundFacts>,
): Promise<void> {
  const at = deps.clock.now()
  await deps.database.inTransaction(async tx => {
    const tries = asked.tries + 1
    const isRefused = answer.kind === 'rejected'
    const delay = isRefused ? hour : refundDelay(asked.state, tries)
    const lastError = answer.kind === 'ok' ? '' : answer.message.slice(0, 300)
    // Where it moved meanwhile, the move set its own next time.
    const noted = await tx.manager.update(
      refundEntity,
      { id: asked.id, state: asked.state },
      { tries, lastError, nextTryAt: delay === null ? null : at + delay },
    )
    if (answer.kind === 'ok' || noted.affected === 0) return
    if (!isRefused && (asked.state !== 'requested' || tries < silencesBeforeAlert)) return
    const yuan = `¥${(asked.amount / 100).toFixed(2)}`
    const why = isRefused
      ? `is not accepted (${answer.code}): ${adviceOf(answer.code)}`
      : `has no answer yet (${answer.message}): the same request is repeated every hour`
    await openAlert(tx, {
      ...{ at, kind: refundAlert, subject: `refund:${asked.id}`, severity: 'critical' as const },
      message: `refund of ${yuan} ${why}`.slice(0, 300),
    })
  })
}

function adviceOf(code: string): string {
  if (code === 'NOTENOUGH') {
    return 'the merchant balance is too small; fill it up, the same request is repeated every hour'
  }
  if (code === 'USERACCOUNTABNORMAL') {
    return "the payer's account cannot take it; it is repeated every hour, or pay back by other means"
  }
  return 'it is kept and repeated every hour; see the refund for what the provider says'
}

/** Asks about every refund whose time has come. How many. */
export async function runRefunds(deps: SendRefundDeps & { readonly tills: Tills }): Promise<number> {
  const now = deps.clock.now()
  const due = await deps.database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        `SELECT id, merchantId FROM refunds WHERE nextTryAt <= ? AND merchantId IS NOT NULL
         ORDER BY nextTryAt LIMIT ${mostAtOnce}`,
        [now],
      ),
    ).map(row => ({ id: integerIn(row, 'id'), merchantId: integerIn(row, 'merchantId') })),
  )
  const limit = createLimit(inParallel)
  await Promise.all(
    due.map(({ id, merchantId }) =>
      limit(async () => {
        const till = await deps.tills.byId(merchantId)
        if (till === null) return
        await sendRefund(deps, till, id).catch(error =>
          deps.logger.error({ err: error, refund: id }, 'a refund could not be carried on'),
        )
      }),
    ),
  )
  return due.length
}

/** Ends an abnormal refund: its money goes to the merchant's own account, who pays the customer by other means. */
export async function endAbnormalRefund(
  deps: SendRefundDeps & { readonly tills: Tills },
  refund: RefundRow,
): Promise<ProviderAnswer<RefundFacts> | null> {
  const till = refund.merchantId === null ? null : await deps.tills.byId(refund.merchantId)
  if (till === null || refund.providerRefundId === null) return null
  const { providerRefundId: refundId, outRefundNo } = refund
  const answer = await till.provider.applyAbnormalRefund({ refundId, outRefundNo })
  if (answer.kind === 'ok') await settleRefund(deps, till, answer.value)
  return answer
}
