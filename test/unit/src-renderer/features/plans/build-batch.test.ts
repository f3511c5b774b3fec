import { expect, it } from 'vitest'
import { codeEndpoints } from '../../../../../hub/contract/admin/codes.ts'
import {
  batchStanding,
  emptyBatch,
  readBatchForm,
} from '../../../../../src-renderer/features/plans/build-batch.ts'

const [, createBatch] = codeEndpoints
const form = { ...emptyBatch, name: 'spring' }
const read = (over: Partial<typeof emptyBatch>) => readBatchForm({ ...form, ...over }, () => 5_000)

it.each([
  [{ amount: '15' }, { kind: 'discount', percent: 15 }],
  [
    { effect: 'discountFen', amount: '5.5' },
    { kind: 'discount', fen: 550 },
  ],
  [
    { effect: 'bonusMonths', amount: '2' },
    { kind: 'bonus', months: 2 },
  ],
  [
    { effect: 'bonusBytes', amount: '0.5' },
    { kind: 'bonus', bytes: 500_000_000 },
  ],
  [
    { effect: 'activationPlan', planId: '3', quantity: '2' },
    { kind: 'activation', planId: 3, quantity: 2 },
  ],
  [
    { effect: 'activationBytes', amount: '50' },
    { kind: 'activation', bytes: 50_000_000_000, days: null },
  ],
  [
    { effect: 'activationBytes', amount: '50', days: '30' },
    { kind: 'activation', bytes: 50_000_000_000, days: 30 },
  ],
  [
    { effect: 'activationTrial', amount: '5', days: '3' },
    { kind: 'activation', bytes: 5_000_000_000, trialDays: 3 },
  ],
] as const)('reads what codes do from %o, in a body that the contract takes', (over, effect) => {
  const { body, problems } = read(over)
  expect(problems).toEqual({})
  expect(body?.effect).toEqual(effect)
  expect(createBatch.body.safeParse(body).success).toBe(true)
})

it('makes one code with the text that is told to many', () => {
  const { body } = read({ isShared: true, text: ' spring-2027 ', usesPerCode: '', until: '2027-05-31' })
  expect(body).toMatchObject({ amount: 1, text: 'spring-2027', usesPerCode: null, validUntil: 5_000 })
  expect(createBatch.body.safeParse(body).success).toBe(true)
})

it.each([
  [{ name: ' ' }, { name: 'missing' }],
  [{ amount: '101' }, { amount: 'percent' }],
  [{ effect: 'discountFen', amount: '0' }, { amount: 'amount' }],
  [{ effect: 'bonusMonths', amount: '61' }, { amount: 'months' }],
  [{ effect: 'bonusBytes', amount: '70369' }, { amount: 'givenBytes' }],
  [{ effect: 'activationTrial', amount: '5', days: '' }, { days: 'days' }],
  [{ effect: 'activationBytes', amount: '5', days: '3661' }, { days: 'days' }],
  [{ effect: 'activationPlan', planId: '' }, { planId: 'missing' }],
  [{ effect: 'activationPlan', planId: '3', quantity: '61' }, { quantity: 'whole' }],
  [{ count: '10001' }, { count: 'whole' }],
  [{ isShared: true, text: 'ab' }, { text: 'codeText' }],
  [{ usesPerUser: '0' }, { usesPerUser: 'whole' }],
] as const)('says what is wrong with %o', (over, problems) => {
  expect(read(over)).toEqual({ body: null, problems })
})

it('tells codes that can be used from those that cannot', () => {
  const batch = { disabledAt: null, validFrom: 10, validUntil: 20 }
  const at = (now: number, over = {}) =>
    batchStanding({ ...batch, ...over } as Parameters<typeof batchStanding>[0], now)
  expect([at(9), at(10), at(19), at(20), at(15, { disabledAt: 12 })]).toEqual([
    'later',
    'on',
    'on',
    'over',
    'off',
  ])
})
