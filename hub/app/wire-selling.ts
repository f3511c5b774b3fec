import type { FastifyInstance } from 'fastify'
import { Gauge, type Registry } from 'prom-client'
import { createOrderCodes } from '../codes/order-codes.ts'
import { readSettings } from '../config/edit-settings.ts'
import { merchantEntity } from '../db/entities/payments.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import { rowsOf } from '../db/transaction.ts'
import { notifyPath, servePayNotifications } from '../http/serve-pay-notifications.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Crash } from '../kernel/crash-points.ts'
import type { Logger } from '../kernel/logger.ts'
import { type Outcome, succeed } from '../kernel/outcome.ts'
import { createSingleFlight } from '../kernel/single-flight.ts'
import { closePending } from '../payments/close-pending.ts'
import { fulfilFreely } from '../payments/fulfil-freely.ts'
import { createMerchantDirectory } from '../payments/merchants/create-merchant-directory.ts'
import { settingsOf } from '../payments/merchants/merchant-secrets.ts'
import { openAttempt } from '../payments/open-attempt.ts'
import type { RefundFacts } from '../payments/payment-provider.ts'
import type { Rewards, Till } from '../payments/ports.ts'
import { processNotification } from '../payments/process-notification.ts'
import { receiveNotification } from '../payments/receive-notification.ts'
import { createSampledLog } from '../payments/sampled-log.ts'
import type { PayWay } from '../payments/send-attempt.ts'
import { settleRefund } from '../payments/settle-refund.ts'
import type { WiredParts } from './ports.ts'
import type { CustomerPageBindings } from './wire-customer-page.ts'

/** Everything that takes money, wired: for the page, the jobs, the operators' endpoints and the provider's webhooks. */
export function wireSelling(parts: WiredParts, logger: Logger, crash: Crash, rewards: Rewards) {
  const { database, config } = parts
  const notifyUrl = config.publicUrl === null ? '' : `${config.publicUrl.replace(/\/$/, '')}${notifyPath}`
  const tills = createMerchantDirectory({ ...parts, logger, notifyUrl })
  const codes = createOrderCodes()
  const settling = { ...parts, logger, crash, tills, codes, rewards, notifyUrl }
  const payments = {
    ...settling,
    opening: createSingleFlight<Outcome<PayWay>>(),
    serviceName: async () => (await database.inTransaction(readSettings)).serviceName,
    settleRefund: (till: Till, facts: RefundFacts) => settleRefund(settling, till, facts),
  }
  const receiving = {
    ...payments,
    refusals: createSampledLog((what, count) =>
      logger.warn({ what, count }, 'payment notifications were refused'),
    ),
    process: (eventId: number) => processNotification(payments, eventId),
  }
  /** Where the account that takes new payments is a rehearsal; null: it is WeChat itself, or there is none. */
  const rehearsalOrigin = async (): Promise<string | null> => {
    const row = await database.inTransaction(tx => tx.manager.findOneBy(merchantEntity, { state: 'active' }))
    return row === null ? null : settingsOf(row).origin
  }
  return {
    payments,
    serve: (app: FastifyInstance) => servePayNotifications(app, raw => receiveNotification(receiving, raw)),
    bindings: {
      codes,
      fulfilFree: (tx, order, at) => fulfilFreely(tx, payments, order, at),
      async openAttempt(wanted) {
        const opened = await openAttempt(payments, wanted)
        const origin = await rehearsalOrigin()
        if (!opened.ok || origin === null || opened.value.codeUrl === undefined) return opened
        // No phone knows the sandbox: its picture is the address of a page that takes the payment.
        const codeUrl = `${origin}/scan?code=${encodeURIComponent(opened.value.codeUrl)}`
        return succeed({ ...opened.value, codeUrl })
      },
      closeOrder: ({ orderId, userId }) => {
        const actor: Actor = { kind: 'system', name: `customer ${userId}` }
        return closePending(payments, { orderId, actor, why: 'asked for' })
      },
      async payments() {
        if ((await tills.active()) === null) return 'none'
        return (await rehearsalOrigin()) === null ? 'live' : 'sandbox'
      },
    } satisfies CustomerPageBindings,
    /** Counts that a person watches. */
    measure(registry: Registry): void {
      const read = (sql: string) => async (gauge: Gauge<'state'>) => {
        gauge.reset()
        const rows = rowsOf(await database.inTransaction(tx => tx.query(sql)))
        for (const row of rows) gauge.set({ state: textIn(row, 'state') }, integerIn(row, 'count'))
      }
      const counted = [
        ['sluice_orders', 'Orders by state', 'orders'],
        ['sluice_refunds', 'Refunds by state', 'refunds'],
        ['sluice_payment_inbox', 'Matters of the payment inbox by state', 'payment_inbox'],
      ] as const
      for (const [name, help, table] of counted) {
        const fill = read(`SELECT state, COUNT(*) AS count FROM ${table} GROUP BY state`)
        new Gauge({
          ...{ name, help, labelNames: ['state'] as const, registers: [registry] },
          collect() {
            return fill(this)
          },
        })
      }
      new Gauge({
        ...{ name: 'sluice_payment_clock_skew_seconds', help: 'This clock minus the provider’s' },
        registers: [registry],
        async collect() {
          const skew = (await tills.active())?.provider.clockSkewMs() ?? null
          if (skew !== null) this.set(skew / 1_000)
        },
      })
    },
  }
}

export type WiredSelling = ReturnType<typeof wireSelling>
