import type { Invitations } from '../customer-page/accounts/account-deps.ts'
import type { Invites } from '../customer-page/ports.ts'
import { checkInvite, inviteCodeOf, useInvite } from '../invites/invite-codes.ts'
import { readInviteSettings } from '../invites/invite-settings.ts'
import { listInvited, rewardFirstOrder, takeBackReward } from '../invites/rewards.ts'
import type { Rewards } from '../payments/ports.ts'
import type { WiredParts } from './ports.ts'

/** Invitations, as registering, paying and the page need them. */
export function wireInvites(parts: WiredParts): {
  readonly invitations: Invitations
  readonly rewards: Rewards
  readonly invites: Invites
} {
  const { database } = parts
  return {
    invitations: {
      needsInvitation: async () =>
        (await database.inTransaction(readInviteSettings)).registration === 'invite',
      async check(tx, text) {
        await checkInvite(tx, text)
      },
      use: useInvite,
    },
    rewards: { rewardFirstOrder, takeBackReward },
    invites: {
      codeOf: userId => inviteCodeOf(parts, userId),
      terms: () => database.inTransaction(readInviteSettings),
      invited: userId => listInvited(database, userId),
    },
  }
}
