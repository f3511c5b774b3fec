import { expect, it } from 'vitest'
import { inviteSettings } from '../../../../../hub/contract/admin/invites.ts'
import {
  buildInviteForm,
  readInviteForm,
} from '../../../../../src-renderer/features/plans/build-invite-settings.ts'

const settings = { registration: 'open', customersInvite: true, holdDays: 7 } as const

it.each([
  { kind: 'none' },
  { kind: 'days', days: 10 },
  { kind: 'bytes', bytes: 10_500_000_000 },
  { kind: 'percent', percent: 20 },
] as const)('reads back what it was made of', reward => {
  const given = { ...settings, reward }
  expect(readInviteForm(buildInviteForm(given))).toEqual(given)
  expect(inviteSettings.safeParse(readInviteForm(buildInviteForm(given))).success).toBe(true)
})

it.each([
  { reward: 'days', amount: '0' },
  { reward: 'days', amount: '1.5' },
  { reward: 'days', amount: '367' },
  { reward: 'percent', amount: '101' },
  { reward: 'bytes', amount: '' },
  { reward: 'none', amount: '', holdDays: '91' },
] as const)('takes no %o', wrong => {
  const form = { ...buildInviteForm({ ...settings, reward: { kind: 'none' } }), ...wrong }
  expect(readInviteForm(form)).toBeNull()
})
