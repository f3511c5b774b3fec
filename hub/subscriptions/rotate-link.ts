import { recordAudit } from '../audit/record-audit.ts'
import { readSettings } from '../config/edit-settings.ts'
import type { Actor } from '../kernel/actor.ts'
import { type Outcome, succeed } from '../kernel/outcome.ts'
import { type RotatePasswordDeps, rotatePassword } from '../users/rotate-password.ts'
import { addressFrom, type SubscriptionAddress, type SubscriptionDeps } from './read-subscription-of.ts'
import type { SubscriptionCache } from './subscription-cache.ts'
import { replaceLink } from './subscription-link.ts'

export type RotateLinkDeps = SubscriptionDeps &
  RotatePasswordDeps & { readonly subscriptionCache: Pick<SubscriptionCache, 'forget'> }

/**
 * Gives a user another link and another proxy password, since whoever knew the one knows the other. The old link is
 * dead on this hub at once and on the others within 10 s, the old password when his nodes have the next configuration.
 * Fails with `user_not_found`.
 */
export async function rotateLink(
  deps: RotateLinkDeps,
  input: { readonly userId: number },
  actor: Actor,
): Promise<Outcome<SubscriptionAddress>> {
  const { userId } = input
  let made = { token: '', serviceName: '' }
  const rotated = await rotatePassword(
    deps,
    {
      userId,
      also: async (tx, at) => {
        const token = await replaceLink(tx, deps, userId, at)
        made = { token, serviceName: (await readSettings(tx)).serviceName }
        await recordAudit(tx, {
          at,
          actor,
          action: 'user.rotateSubscription',
          subject: `user:${userId}`,
          before: null,
          after: { rotated: 'link' },
        })
      },
    },
    actor,
  )
  if (!rotated.ok) return rotated
  deps.subscriptionCache.forget(userId)
  return succeed(addressFrom(deps, made.token, made.serviceName))
}
