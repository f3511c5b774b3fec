import * as z from 'zod'
import { right, role } from '../../hub/contract/rights.ts'
import { callFailure } from './call-failure.ts'
import { profileId } from './profile.ts'

export const signedInOperator = z.strictObject({
  id: z.number().int(),
  name: z.string(),
  email: z.string(),
  role,
  hasSecondFactor: z.boolean(),
})
export type SignedInOperator = z.infer<typeof signedInOperator>

/**
 * ```
 *  none -> connecting -> signed-out -> second-factor | password-change -> online <-> offline
 *              |             ^                                              |          |
 *              +-> refused   +--------------- expired, revoked -------------+----------+
 * ```
 * `offline` keeps who is signed in: what was loaded stays on the screen until the hub is back.
 */
export const connectionState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('connecting'), profileId }),
  z.strictObject({
    kind: z.literal('signed-out'),
    profileId,
    /** `ended`: the session expired or was ended elsewhere. */
    because: z.enum(['new', 'signed-out', 'ended']),
  }),
  z.strictObject({ kind: z.literal('second-factor'), profileId }),
  z.strictObject({ kind: z.literal('password-change'), profileId }),
  z.strictObject({
    kind: z.literal('online'),
    profileId,
    operator: signedInOperator,
    rights: z.array(right),
    /** Of the last call, in ms. */
    latencyMs: z.number(),
  }),
  z.strictObject({
    kind: z.literal('offline'),
    profileId,
    /** Null where it was never reached since this program started. */
    operator: signedInOperator.nullable(),
    rights: z.array(right),
    since: z.number(),
    retryAt: z.number(),
    failure: callFailure,
  }),
  /** Not tried again by itself: a person must look. */
  z.strictObject({ kind: z.literal('refused'), profileId, failure: callFailure }),
])
export type ConnectionState = z.infer<typeof connectionState>
