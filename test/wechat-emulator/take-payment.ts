import type { Decided } from './api-error-rule.ts'
import { buildNotification, type NotificationEvent } from './build-notification.ts'
import {
  type ControlInput,
  ControlRefused,
  type PaymentResult,
  type RefundResult,
} from './control-contract.ts'
import type { NotificationEntry } from './journal.ts'
import { newOpenid, newRefundId, newTransactionId } from './new-ids.ts'
import { beginPayment, confirmPayment, type Order } from './order-rule.ts'
import { createRefund, type Refund, settleRefund } from './refund-rule.ts'
import { describePayment, describeRefundNotice } from './render-facts-rule.ts'
import type { World } from './world.ts'

export type PaymentOptions = Omit<ControlInput<'confirmPayment'>, 'outTradeNo'>

/** What customers and people in the merchant console do with money, and who is told of it. */
export function createTill(world: World) {
  const { ledger, clock, sender, journal, identity } = world

  async function announce(
    about: { event: NotificationEvent; outTradeNo: string; outRefundNo: string | null; url: string },
    content: Readonly<Record<string, unknown>>,
    options: { readonly notify?: boolean | undefined; readonly wait?: boolean | undefined },
  ): Promise<NotificationEntry[]> {
    if (options.notify === false) return []
    const made = buildNotification({ ...about, createdAt: clock.now(), content }, identity.apiV3Key)
    const sending = sender.enqueue(made)
    if (options.wait === false) return []
    await sending
    return journal
      .list()
      .filter(one => one.kind === 'notification')
      .filter(one => one.id === made.id)
  }

  function begin(outTradeNo: string, token?: string): Order {
    const order = ledger.order(outTradeNo)
    return keep(beginPayment(order, token ?? order?.link.token ?? '', clock.now()))
  }

  function keep(made: Decided<Order>): Order {
    const order = unwrap(made)
    ledger.putOrder(order)
    return order
  }

  async function confirm(outTradeNo: string, options: PaymentOptions, late: boolean): Promise<PaymentResult> {
    const known = ledger.order(outTradeNo)
    const now = clock.now()
    const { total = known?.request.total ?? 0, ...told } = options.override ?? {}
    const payment = {
      transactionId: newTransactionId(now),
      paidAt: now,
      openid: options.openid ?? known?.request.openid ?? newOpenid(),
      bankType: options.bankType ?? 'OTHERS',
      couponFen: Math.min(options.couponFen ?? 0, total),
      told: {
        total,
        currency: told.currency ?? 'CNY',
        mchid: told.mchid ?? identity.mchid,
        appid: told.appid ?? identity.appid,
      },
    }
    const order = keep(confirmPayment(known, payment, late))
    const about = {
      event: 'TRANSACTION.SUCCESS',
      outTradeNo,
      outRefundNo: null,
      url: order.request.notifyUrl,
    } as const
    const delivered = await announce(about, describePayment(order, payment, 'SUCCESS'), options)
    return { transactionId: payment.transactionId, delivered }
  }

  async function settle(
    outRefundNo: string,
    options: Omit<ControlInput<'settleRefund'>, 'outRefundNo'>,
  ): Promise<RefundResult> {
    const status = options.status ?? 'SUCCESS'
    const refund = unwrap(settleRefund(ledger.refund(outRefundNo), status, clock.now()))
    ledger.putRefund(refund)
    const { balanceFen } = world.settings()
    if (status === 'CLOSED' && balanceFen !== null)
      world.changeSettings({ balanceFen: balanceFen + refund.fen })
    const order = ledger.order(refund.outTradeNo)
    const url = refund.notifyUrl ?? order?.request.notifyUrl ?? ''
    const couponFen = order?.state.kind === 'PAID' ? order.state.couponFen : 0
    const about = { event: `REFUND.${status}`, outTradeNo: refund.outTradeNo, outRefundNo, url } as const
    const delivered = await announce(about, describeRefundNotice(refund, identity.mchid, couponFen), options)
    return { refund, delivered }
  }

  function refundByConsole({ outTradeNo, fen, outRefundNo }: ControlInput<'consoleRefund'>): Refund {
    const order = ledger.order(outTradeNo)
    const number = outRefundNo ?? `console${newRefundId(clock.now())}`
    const total = order?.state.kind === 'PAID' ? order.state.told.total : 0
    const request = {
      transactionId: null,
      outTradeNo,
      outRefundNo: number,
      reason: null,
      notifyUrl: null,
      fen,
      total,
    }
    const refund = unwrap(
      createRefund(
        { ...request, fingerprint: `console ${number}` },
        {
          ...{ order, earlier: ledger.refundsOf(outTradeNo), sameNumber: ledger.refund(number) },
          ...{ balance: null, now: clock.now(), newId: newRefundId(clock.now()), byConsole: true },
        },
      ),
    )
    ledger.putRefund(refund)
    return refund
  }

  return { begin, confirm, settle, refundByConsole }
}
export type Till = ReturnType<typeof createTill>

function unwrap<T>(made: Decided<T>): T {
  if (!made.ok) throw new ControlRefused(made.error.code, made.error.message)
  return made.value
}
