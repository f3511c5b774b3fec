import { expect, it } from 'vitest'
import type { OrderView } from '../../../../../hub/contract/admin/orders.ts'
import { buildCandidates } from '../../../../../src-renderer/features/orders/build-candidates.ts'
import { buildFactLines } from '../../../../../src-renderer/features/orders/build-fact-lines.ts'

it('offers only unpaid orders of the same sum', () => {
  const order = (id: number, state: OrderView['state'], total: number) =>
    ({ id, state, total, number: `N${id}` }) as OrderView
  const found = [
    order(1, 'closed', 3_000),
    order(2, 'fulfilled', 3_000),
    order(3, 'held', 2_999),
    order(4, 'pending', 3_000),
  ]
  const { fitting, others } = buildCandidates(found, 3_000)
  expect(fitting.map(each => each.orderId)).toEqual([1, 4])
  expect(others).toBe(2)
})

it('writes sums as money, keeps numbers for copying, and leaves out what is not there', () => {
  const facts = { transactionId: '42', total: 3_000, expected: null, source: 'bill', payer: { openid: 'x' } }
  expect(buildFactLines(facts)).toEqual([
    { key: 'transactionId', value: '42', isCode: true },
    { key: 'total', value: '¥ 30.00', isCode: false },
    { key: 'source', value: 'bill', isCode: false },
    { key: 'payer', value: '{"openid":"x"}', isCode: false },
  ])
})
