import { merchantEntity } from '../../db/entities/payments.ts'
import { type BillReportRow, billReportEntity } from '../../db/entities/refunds.ts'
import { isDuplicate } from '../../db/transaction.ts'
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts'
import { billsKeptDays } from '../lost-span-rule.ts'
import type { Till, Tills } from '../ports.ts'
import { billDays, billReadyAt } from './bill-day-rule.ts'
import { type ReconcileDeps, reconcileDay } from './reconcile-day.ts'

export interface BillDeps extends ReconcileDeps {
  readonly tills: Tills
}

/** Compares every bill that is there and was not compared yet. How many. */
export async function runBills(deps: BillDeps): Promise<number> {
  let done = 0
  for (const till of await deps.tills.all()) {
    const row = await deps.database.inTransaction(tx =>
      tx.manager.findOneBy(merchantEntity, { id: till.merchantId }),
    )
    const now = deps.clock.now()
    for (const day of billDays(row?.createdAt ?? now, now, billsKeptDays)) {
      const report = await reportOf(deps, till, day)
      if (report.state === 'done' || (report.nextTryAt ?? 0) > now) continue
      await reconcileDay(deps, till, report)
      done += 1
    }
  }
  return done
}

/**
 * Compares one day again. Fails with `merchant_not_found`, and with `bill_not_found` where the day's bill cannot be there
 * yet: without it the day would pass for one without trade.
 */
export async function runBill(
  deps: BillDeps,
  wanted: { readonly merchantId: number; readonly day: number },
): Promise<Outcome<BillReportRow>> {
  const till = await deps.tills.byId(wanted.merchantId)
  if (till === null) return fail('merchant_not_found', { merchantId: wanted.merchantId })
  const readyAt = billReadyAt(wanted.day)
  if (readyAt === null || readyAt > deps.clock.now())
    return fail('bill_not_found', { day: wanted.day, readyAt })
  return succeed(await reconcileDay(deps, till, await reportOf(deps, till, wanted.day)))
}

async function reportOf(deps: BillDeps, { merchantId }: Till, day: number): Promise<BillReportRow> {
  const find = () =>
    deps.database.inTransaction(tx => tx.manager.findOneBy(billReportEntity, { merchantId, day }))
  const known = await find()
  if (known !== null) return known
  const row: Omit<BillReportRow, 'id'> = {
    ...{ merchantId, day, state: 'waiting', tries: 0, nextTryAt: null, payments: 0, paid: 0 },
    ...{ refunds: 0, refunded: 0, findings: [], lastError: '', finishedAt: null },
  }
  try {
    await deps.database.inTransaction(tx => tx.manager.insert(billReportEntity, row as object))
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  const made = await find()
  if (made === null) throw new Error(`the report of ${day} is gone`)
  return made
}
