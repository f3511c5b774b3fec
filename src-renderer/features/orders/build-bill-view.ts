import type { BillReportView } from '../../../hub/contract/admin/bills.ts'

export type BillFinding = BillReportView['findings'][number]

/** How a day stands: what still needs a person, what was found and settled, or all well. */
export type BillStanding = 'waiting' | 'failed' | 'differs' | 'settled' | 'agrees'

/** Differences that nobody and nothing settled. */
export function openFindings(bill: BillReportView): readonly BillFinding[] {
  return bill.findings.filter(({ done }) => done === '' || done === 'unanswered')
}

export function billStanding(bill: BillReportView): BillStanding {
  if (bill.state === 'failed') return 'failed'
  if (openFindings(bill).some(({ done }) => done === '')) return 'differs'
  if (bill.state === 'waiting') return 'waiting'
  return bill.findings.length > 0 ? 'settled' : 'agrees'
}

/** The report that is looked at first: the newest that needs a person, else the newest. */
export function firstBill(bills: readonly BillReportView[]): BillReportView | null {
  return bills.find(bill => billStanding(bill) === 'differs') ?? bills[0] ?? null
}

/** A day written yyyymmdd as YYYY-MM-DD. */
export function textOfBillDay(day: number): string {
  return String(day).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
}
