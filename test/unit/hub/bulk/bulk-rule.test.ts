import { describe, expect, it } from 'vitest'
import { takeBytesBack, takeDaysBack, whyNot } from '../../../../hub/bulk/bulk-rule.ts'
import { differenceOf, packUserIds, unpackUserIds } from '../../../../hub/bulk/user-ids-rule.ts'

const day = 86_400_000
const now = 100 * day
const li = { status: 'active', email: 'li@example.com', expiresAt: now + 1 } as const

describe('whom a bulk action is about', () => {
  const days = { kind: 'days', days: 1, withoutPlan: 'skip', reason: 'r' } as const
  const bytes = { kind: 'bytes', bytes: 1, compensation: false, reason: 'r' } as const
  const message = { kind: 'message', subject: 's', text: 't' } as const
  const suspend = { kind: 'suspend', reason: 'r' } as const
  const resume = { kind: 'resume', reason: 'r' } as const
  it.each([
    [days, li, null],
    [days, { ...li, expiresAt: now }, 'no_plan'],
    [days, { ...li, expiresAt: null }, 'no_plan'],
    [{ ...days, withoutPlan: 'give' } as const, { ...li, expiresAt: null }, null],
    [{ ...bytes, validity: { kind: 'plan' } } as const, { ...li, expiresAt: now }, 'no_plan'],
    [{ ...bytes, validity: { kind: 'until_used' } } as const, { ...li, expiresAt: null }, null],
    [suspend, li, null],
    [suspend, { ...li, status: 'suspended' } as const, 'suspended_already'],
    [resume, li, 'not_suspended'],
    [resume, { ...li, status: 'suspended' } as const, null],
    [message, li, null],
    [message, { ...li, email: null }, 'no_address'],
    [message, { ...li, email: 'no address' }, 'no_address'],
    [message, { ...li, status: 'deleted' } as const, 'deleted'],
    [suspend, undefined, 'unknown'],
  ])('%# %o', (action, user, why) => {
    expect(whyNot(action, user, now)).toBe(why)
  })
})

describe('days taken back', () => {
  const given = { before: now + 10 * day, after: now + 13 * day, at: now - day }
  it.each([
    ['whole, where none has begun', given, given.after, now, { end: now + 10 * day, daysKept: 0 }],
    [
      'but for those that passed',
      given,
      given.after,
      now + 11.5 * day,
      { end: now + 11.5 * day, daysKept: 2 },
    ],
    ['not at all where all have passed', given, given.after, given.after, { why: 'ended_already' }],
    ['not where the end moved on', given, given.after + day, now, { why: 'changed_since' }],
    ['not where the end was taken away', given, null, now, { why: 'changed_since' }],
    [
      'counted from when they were given to who had no plan',
      { before: null, after: now + 3 * day, at: now },
      now + 3 * day,
      now + day,
      { end: now + day, daysKept: 1 },
    ],
    [
      'counted so too where a plan was over',
      { before: now - 50 * day, after: now + 3 * day, at: now },
      now + 3 * day,
      now,
      { end: now, daysKept: 0 },
    ],
  ])('%s', (_name, facts, expiresAt, at, expected) => {
    expect(takeDaysBack(facts, expiresAt, at)).toEqual(expected)
  })
})

describe('bytes taken back', () => {
  const bucket = { bytes: 100, used: 30, validUntil: now + 1, endedAt: null }
  it.each([
    [bucket, { bytesBack: 70, bytesKept: 30 }],
    [
      { ...bucket, validUntil: null },
      { bytesBack: 70, bytesKept: 30 },
    ],
    [{ ...bucket, used: 100 }, { why: 'nothing_left' }],
    [{ ...bucket, endedAt: now - 1 }, { why: 'ended_already' }],
    [{ ...bucket, validUntil: now }, { why: 'ended_already' }],
    [undefined, { why: 'ended_already' }],
  ])('%o', (given, expected) => {
    expect(takeBytesBack(given, now)).toEqual(expected)
  })
})

describe('kept users', () => {
  it('come back as they were, in parts that are full but for the last', () => {
    const ids = Array.from({ length: 9_000 }, (_, i) => i * 238_000 + 7)
    const parts = packUserIds(ids)
    expect(parts.map(part => part.length)).toEqual([16_384, 16_384, 3_232])
    expect(parts.flatMap(unpackUserIds)).toEqual(ids)
    expect(packUserIds([])).toEqual([])
  })

  it('are compared exactly', () => {
    expect(differenceOf([1, 2, 3], [1, 2, 3])).toEqual({ added: [], gone: [] })
    expect(differenceOf([1, 2, 3], [2, 4, 5])).toEqual({ added: [4, 5], gone: [1, 3] })
  })
})
