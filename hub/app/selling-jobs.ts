import { pruneCustomers } from '../customer-page/accounts/customer-sessions.ts'
import { settleRewards } from '../invites/rewards.ts'
import type { JobWork } from '../jobs/scheduler.ts'
import { beginOrders } from '../payments/begin-orders.ts'
import { runBills } from '../payments/bills/run-bills.ts'
import { processDueNotifications } from '../payments/process-notification.ts'
import { expireOrders, queryDuePayments } from '../payments/query-payments.ts'
import { runRefunds } from '../payments/send-refund.ts'
import { watchClock } from '../payments/watch-clock.ts'
import { watchUnreadable } from '../payments/watch-unreadable.ts'
import type { WiredSelling } from './wire-selling.ts'

type Name =
  | 'payments.process'
  | 'payments.query'
  | 'payments.refund'
  | 'payments.watch'
  | 'orders.expire'
  | 'orders.begin'
  | 'bills.reconcile'
  | 'customers.prune'
  | 'invites.settle'

/** The jobs of selling. */
export function sellingJobs({ payments }: WiredSelling): Readonly<Record<Name, JobWork>> {
  return {
    'payments.process': async database => {
      const done = await processDueNotifications({ ...payments, database })
      return `${done} notifications carried out`
    },
    'payments.query': async database => {
      const { asked, paid } = await queryDuePayments({ ...payments, database })
      return `${asked} payments asked about, ${paid} paid`
    },
    'payments.refund': async database => `${await runRefunds({ ...payments, database })} refunds asked about`,
    'payments.watch': async database => {
      const renewed = await payments.tills.refreshTrust()
      const wrong = await watchClock({ ...payments, database })
      await watchUnreadable({ ...payments, database })
      return `${renewed}, ${wrong} clocks differ`
    },
    'orders.expire': async database => `${await expireOrders({ ...payments, database })} orders closed`,
    'orders.begin': async database => {
      const { begun, ended } = await beginOrders({ ...payments, database })
      return `${begun} plans began, ${ended} ended`
    },
    'bills.reconcile': async database => `${await runBills({ ...payments, database })} bills compared`,
    'invites.settle': async database => {
      const { given, taken } = await settleRewards({ ...payments, database })
      return `${given} rewards given, ${taken} taken back`
    },
    'customers.prune': async database => {
      await database.inTransaction(tx => pruneCustomers(tx, payments.clock.now()))
      return 'done'
    },
  }
}
