import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

export const inviteSettings = z.strictObject({
  /** `invite`: nobody registers without a code. */
  registration: z.enum(['open', 'invite']),
  /** Whether customers have codes of their own. */
  customersInvite: z.boolean(),
  reward: z.union([
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(366) }),
    z.strictObject({
      kind: z.literal('bytes'),
      bytes: z
        .number()
        .int()
        .min(1)
        .max(2 ** 46),
    }),
    z.strictObject({ kind: z.literal('percent'), percent: z.number().int().min(1).max(100) }),
  ]),
  /** Days between the first paid order and the reward. */
  holdDays: z.number().int().min(0).max(90),
})
export type InviteSettings = z.infer<typeof inviteSettings>

/** `version` grows with every change; a change names the one it saw. */
export const inviteSettingsView = inviteSettings.extend({ version: z.number().int().min(0) })
export type InviteSettingsView = z.infer<typeof inviteSettingsView>

const inviteCode = z.strictObject({
  id: z.number().int(),
  /** Null: of the house. */
  userId: z.number().int().nullable(),
  /** Whose it is; null of the house, and once the account is closed. */
  email: z.string().nullable(),
  code: z.string(),
  used: z.number().int(),
  mostUses: z.number().int().nullable(),
  createdAt: instant,
  disabledAt: instant.nullable(),
})

const read = {
  auth: 'operator',
  rights: 'codes.read',
  method: 'GET',
  params: nothing,
  body: nothing,
} as const
const write = { auth: 'operator', rights: 'codes.write', query: nothing } as const

export const inviteEndpoints = [
  endpoint({
    ...read,
    name: 'invite.list',
    path: '/v1/invites',
    summary: 'Invitation codes of the house and of customers, newest first',
    query: pageQuery,
    answer: pageOf(inviteCode),
    errors: [],
  }),
  endpoint({
    ...write,
    name: 'invite.create',
    method: 'POST',
    path: '/v1/invites',
    summary: 'Makes an invitation code of the house',
    params: nothing,
    body: z.strictObject({ mostUses: z.number().int().min(1).max(1_000_000).nullable().default(null) }),
    answer: inviteCode,
    errors: [],
  }),
  endpoint({
    ...write,
    name: 'invite.disable',
    method: 'POST',
    path: '/v1/invites/:inviteId/disable',
    summary: 'Nobody registers with the code any more',
    params: z.strictObject({ inviteId: z.coerce.number().int().min(1) }),
    body: nothing,
    answer: inviteCode,
    errors: ['invite_not_found'],
  }),
  endpoint({
    ...read,
    name: 'invite.settings',
    path: '/v1/invite-settings',
    summary: 'Who may register, and what inviting is rewarded with',
    query: nothing,
    answer: inviteSettingsView,
    errors: [],
  }),
  endpoint({
    ...write,
    name: 'invite.configure',
    method: 'PUT',
    path: '/v1/invite-settings',
    summary: 'Changes who may register and what inviting is rewarded with, from now on',
    params: nothing,
    body: inviteSettingsView,
    answer: inviteSettingsView,
    errors: ['changed_meanwhile'],
  }),
] as const
