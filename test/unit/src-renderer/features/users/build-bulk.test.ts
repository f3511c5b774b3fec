import { describe, expect, it } from 'vitest'
import { bulkAction } from '../../../../../hub/contract/admin/bulk-views.ts'
import {
  type BulkForm,
  type BulkKind,
  emptyBulk,
  parseBulkChange,
  readBulkForm,
} from '../../../../../src-renderer/features/users/bulk/build-bulk.ts'

const read = (kind: BulkKind, change: Partial<BulkForm>) => {
  const { action, wrong } = readBulkForm(kind, { ...emptyBulk, ...change })
  return { action, wrong: [...wrong].sort() }
}

describe('what is typed for many users', () => {
  it.each([
    ['days', { days: ' 3 ', reason: ' outage ' }, { days: 3, withoutPlan: 'skip', reason: 'outage' }],
    ['days', { days: '3660', giveWithout: true, reason: 'x' }, { days: 3_660, withoutPlan: 'give' }],
    [
      'bytes',
      { amount: '2.5', compensation: true, reason: 'x' },
      { bytes: 2_500_000_000, validity: { kind: 'until_used' }, compensation: true },
    ],
    [
      'bytes',
      { amount: '10', validity: 'days', validDays: '7', reason: 'x' },
      { validity: { kind: 'days', days: 7 } },
    ],
    ['suspend', { reason: 'abuse' }, { reason: 'abuse' }],
    ['resume', { reason: 'over' }, { reason: 'over' }],
    ['message', { subject: ' Hello ', text: 'Text\n' }, { subject: 'Hello', text: 'Text' }],
  ] as const)('becomes an action of the contract: %s %o', (kind, change, expected) => {
    const { action, wrong } = read(kind, change)
    expect(wrong).toEqual([])
    expect(bulkAction.parse(action)).toMatchObject({ kind, ...expected })
  })

  it.each([
    ['days', {}, ['days', 'reason']],
    ['days', { days: '0', reason: 'x' }, ['days']],
    ['days', { days: '1.5', reason: 'x' }, ['days']],
    ['days', { days: '3661', reason: 'x' }, ['days']],
    ['bytes', { amount: '-1', reason: 'x' }, ['amount']],
    ['bytes', { amount: '99999999', reason: 'x' }, ['amount']],
    ['bytes', { amount: '1', validity: 'days', validDays: '', reason: 'x' }, ['validDays']],
    ['suspend', { reason: '   ' }, ['reason']],
    ['resume', { reason: 'x'.repeat(201) }, ['reason']],
    ['message', { subject: '', text: '' }, ['subject', 'text']],
  ] as const)('is not sent where a field is wrong: %s %o', (kind, change, expected) => {
    expect(read(kind, change)).toEqual({ action: null, wrong: expected })
  })
})

it('reads who came and who went, and nothing out of other facts', () => {
  const facts = {
    users: 4,
    added: { users: 1, first: [{ userId: 7, name: 'Lin' }] },
    gone: { users: 0, first: [] },
  }
  expect(parseBulkChange(facts)).toEqual(facts)
  expect(parseBulkChange({ why: 'too_old' })).toBeNull()
})
