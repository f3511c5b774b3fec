import { expect, it } from 'vitest'
import type { BillReportView } from '../../../../../hub/contract/admin/bills.ts'
import {
  billStanding,
  firstBill,
  openFindings,
  textOfBillDay,
} from '../../../../../src-renderer/features/orders/build-bill-view.ts'

const bill = (id: number, state: BillReportView['state'], ...done: string[]) =>
  ({ id, state, findings: done.map(each => ({ done: each })) }) as BillReportView

it.each([
  [bill(1, 'done'), 'agrees'],
  [bill(1, 'done', 'fulfilled'), 'settled'],
  [bill(1, 'done', 'fulfilled', ''), 'differs'],
  [bill(1, 'waiting', 'unanswered'), 'waiting'],
  [bill(1, 'failed'), 'failed'],
] as const)('says how a day stands', (one, standing) => {
  expect(billStanding(one)).toBe(standing)
})

it('shows the newest day that needs a person first, and counts what is open', () => {
  const days = [bill(3, 'done'), bill(2, 'done', 'inbox', '', 'unanswered'), bill(1, 'done', '')]
  expect(firstBill(days)?.id).toBe(2)
  expect(openFindings(days[1] ?? bill(0, 'done'))).toHaveLength(2)
  expect(firstBill([bill(3, 'done')])?.id).toBe(3)
  expect(firstBill([])).toBeNull()
})

it('reads a day of a bill as that day', () => {
  expect(textOfBillDay(20_261_105)).toBe('2026-11-05')
})
