import { expect, it } from 'vitest'
import { errorMessage } from '../../../../hub/contract/error-messages.ts'

it('says in a sentence why something about money was not done', () => {
  expect(errorMessage('refund_refused', { why: 'too_much', most: 600 })).toBe(
    'That is more than may still go back.',
  )
  expect(errorMessage('refund_refused', { why: 'bill_awaited' })).toContain('restored from a backup')
  expect(errorMessage('inbox_refused', { why: 'sold_out' })).toBe('Nothing of the plan is left.')
  expect(errorMessage('refund_refused', { why: 'constructor' })).toBe('refund refused.')
  expect(errorMessage('plan_not_found', { planId: 1 })).toBe('plan not found.')
})
