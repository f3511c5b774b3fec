import { expect, it } from 'vitest'
import {
  buildRefundPlan,
  writeAmount,
} from '../../../../../src-renderer/features/orders/build-refund-effect.ts'

const preview = { most: 2_000, proposed: 821, grants: 2, endsAt: 1_000 }

it('takes what the policy proposes until an amount is typed', () => {
  expect(buildRefundPlan(preview, null)).toEqual({
    kind: 'possible',
    effect: { amount: 821, left: 1_179, grants: 2, endsAt: 1_000 },
  })
  expect(buildRefundPlan(preview, '20')).toMatchObject({ effect: { amount: 2_000, left: 0 } })
})

it('says why an amount cannot be paid back', () => {
  expect(buildRefundPlan(preview, '20.01')).toEqual({ kind: 'too_much', most: 2_000 })
  expect(buildRefundPlan(preview, 'five')).toEqual({ kind: 'unclear' })
  expect(buildRefundPlan(preview, '0.00')).toEqual({ kind: 'nothing' })
  expect(buildRefundPlan({ ...preview, proposed: 0 }, null)).toEqual({ kind: 'nothing' })
})

it('writes what it proposes so that it reads it back', () => {
  for (const fen of [1, 10, 821, 2_000, 123_456_789]) {
    const most = { ...preview, most: fen }
    expect(buildRefundPlan(most, writeAmount(fen))).toMatchObject({ effect: { amount: fen } })
  }
})
