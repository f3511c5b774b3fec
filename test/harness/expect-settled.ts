import { expect } from 'vitest'
import { paymentEntity } from '../../hub/db/entities/payments.ts'
import { refundEntity } from '../../hub/db/entities/refunds.ts'
import type { Database } from '../../hub/db/transaction.ts'
import { stateOfStatus } from '../../hub/payments/refund-state.ts'
import type { WechatTill } from './wechat-emulator.ts'

/**
 * For when everything that is due was done: what WeChat took and paid back is in the book, to the fen, and nothing
 * else is.
 */
export async function expectSettled(database: Database, wechat: Pick<WechatTill, 'state'>): Promise<void> {
  const { orders, refunds } = await wechat.state()
  const book = await database.inTransaction(async tx => ({
    payments: (await tx.manager.find(paymentEntity)).filter(one => one.merchantId !== null),
    refunds: (await tx.manager.find(refundEntity)).filter(one => one.merchantId !== null),
  }))
  const taken = orders.flatMap(({ state }) => (state.kind === 'PAID' ? [state] : []))
  const bySum = (one: readonly [string, number], other: readonly [string, number]) =>
    one[0] < other[0] ? -1 : 1
  expect(
    book.payments.map(one => [one.transactionId, one.amount] as const).sort(bySum),
    'money taken',
  ).toEqual(taken.map(one => [one.transactionId, one.told.total] as const).sort(bySum))
  const told = new Map(refunds.map(one => [one.outRefundNo, one]))
  for (const { outRefundNo, amount, state } of book.refunds) {
    const there = told.get(outRefundNo)
    told.delete(outRefundNo)
    if (there === undefined) expect(state, `refund ${outRefundNo}, which WeChat does not know`).toBe('closed')
    else {
      expect([state, amount], `refund ${outRefundNo}`).toEqual([stateOfStatus[there.status], there.fen])
    }
  }
  // One that was made in the merchant console and came to nothing needs no place here.
  expect([...told.values()].filter(one => one.status !== 'CLOSED')).toEqual([])
}
