import type { BillReportView } from '../../contract/admin/bills.ts'
import type { Instant } from '../../contract/primitives.ts'
import { type BillReportRow, billReportEntity } from '../../db/entities/refunds.ts'
import type { Database } from '../../db/transaction.ts'

/** A report as operators see it. */
export function viewBill(row: BillReportRow): BillReportView {
  return {
    ...row,
    nextTryAt: row.nextTryAt as Instant | null,
    finishedAt: row.finishedAt as Instant | null,
    // Written by the comparison alone.
    findings: row.findings as BillReportView['findings'],
  }
}

/** A page of reports, newest day first. */
export function listBills(
  deps: { readonly database: Database },
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ items: BillReportView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const skip = /^\d{1,9}$/.test(after ?? '') ? Number(after) : 0
    const rows = await tx.manager.find(billReportEntity, {
      order: { day: 'DESC', id: 'DESC' },
      skip,
      take: limit + 1,
    })
    return {
      items: rows.slice(0, limit).map(viewBill),
      next: rows.length > limit ? String(skip + limit) : null,
    }
  })
}
