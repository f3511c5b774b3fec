import { describe, expect, it } from 'vitest'
import {
  type CompensationForm,
  gateAfter,
  leftAfter,
  readCompensation,
} from '../../../../../src-renderer/features/users/deeds/build-compensation.ts'
import { buildPlanWish, priceOf } from '../../../../../src-renderer/features/users/deeds/build-plan-gift.ts'

const form: CompensationForm = {
  ...{ kind: 'bytes', gigabytes: '10', days: '3', validity: 'plan', validDays: '30', reason: '' },
}
const now = 1_000
const held = { left: 0, granted: 10, used: 10 }

describe('a compensation', () => {
  it('is sent as bytes that are good for a time, or as days, and never half typed', () => {
    expect(readCompensation(form)).toEqual({ kind: 'bytes', bytes: 10e9, validity: { kind: 'plan' } })
    expect(readCompensation({ ...form, validity: 'days' })).toMatchObject({
      validity: { kind: 'days', days: 30 },
    })
    expect(readCompensation({ ...form, validity: 'days', validDays: '0' })).toEqual({ kind: 'unclear' })
    expect(readCompensation({ ...form, kind: 'days' })).toEqual({ kind: 'days', days: 3 })
    expect(readCompensation({ ...form, kind: 'days', days: '3.5' })).toEqual({ kind: 'unclear' })
  })

  it.each([
    ['bytes open what is used up', 'quota_used', now + 1, 'bytes', 'open'],
    ['bytes open no plan that has ended', 'expired', now - 1, 'bytes', 'expired'],
    ['days leave one without bytes used up', 'expired', now - 1, 'days', 'quota_used'],
    ['nothing opens who is suspended', 'suspended', now + 1, 'bytes', 'suspended'],
  ] as const)('%s', (_, gate, expiresAt, kind, after) => {
    expect(gateAfter({ gate, expiresAt, balance: held }, readCompensation({ ...form, kind }), now)).toBe(
      after,
    )
  })

  it('adds to what is left, where there is a limit', () => {
    expect(leftAfter({ balance: { ...held, left: 5 } }, 7)).toBe(12)
    expect(leftAfter({ balance: { ...held, left: null } }, 7)).toBeNull()
  })
})

describe('a plan that is given', () => {
  const terms = { planId: null, months: '3', gigabytes: '40', isUnlimited: false, reason: '' }
  it('is sent with its bytes, or without a limit', () => {
    expect(buildPlanWish({ ...terms, policy: 'calendar' })).toEqual({
      ...{ months: 3, bytesPerCycle: 40e9, policy: 'calendar' },
    })
    expect(buildPlanWish({ ...terms, policy: 'calendar', isUnlimited: true })?.bytesPerCycle).toBeNull()
    expect(buildPlanWish({ ...terms, policy: 'calendar', months: '61' })).toBeNull()
  })

  it('is priced as it is sold', () => {
    expect(priceOf({ kind: 'month', price: 1_500 }, 3)).toBe(4_500)
    expect(priceOf({ kind: 'year', price: 15_000 }, 24)).toBe(30_000)
    expect(priceOf({ kind: 'year', price: 15_000 }, 3)).toBeNull()
  })
})
