import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { userId } from '../primitives.ts'

const userParams = z.strictObject({ userId: z.coerce.number().pipe(userId) })

const subscriptionAddress = z.strictObject({
  /** Below the public address: `/s/<token>`, to which a format may be added. */
  path: z.string(),
  /** The whole link; null where no public address is configured. */
  link: z.string().nullable(),
  imports: z.array(
    z.strictObject({
      client: z.string(),
      format: z.string(),
      /** What the client fetches. */
      url: z.string(),
      /** Opens the client and adds the subscription. */
      href: z.string(),
    }),
  ),
})

const subscriptionSettings = z.strictObject({
  /** How often clients are told to ask again. */
  updateHours: z.number().int().min(1).max(168),
  /** Whether a list begins with a line that says what is left. */
  showRemaining: z.boolean(),
})

export const revealSubscription = endpoint({
  name: 'user.subscription',
  method: 'POST',
  path: '/v1/users/:userId/subscription',
  summary: 'His subscription link, which shows his passwords to whoever has it; written to the audit log',
  auth: 'operator',
  rights: 'users.secrets',
  params: userParams,
  query: nothing,
  body: nothing,
  answer: subscriptionAddress,
  errors: ['user_not_found'],
})

export const rotateSubscription = endpoint({
  name: 'user.rotateSubscription',
  method: 'POST',
  path: '/v1/users/:userId/subscription/rotation',
  summary: 'Give him a new link and a new proxy password; the old ones die everywhere',
  auth: 'operator',
  rights: 'users.secrets',
  params: userParams,
  query: nothing,
  body: nothing,
  answer: subscriptionAddress,
  errors: ['user_not_found'],
})

export const readSubscriptionSettings = endpoint({
  name: 'subscriptions.settings',
  method: 'GET',
  path: '/v1/subscriptions/settings',
  summary: 'How subscriptions are answered',
  auth: 'operator',
  rights: 'settings.read',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: subscriptionSettings,
  errors: [],
})

export const editSubscriptionSettings = endpoint({
  name: 'subscriptions.edit',
  method: 'PUT',
  path: '/v1/subscriptions/settings',
  summary: 'Change how subscriptions are answered',
  auth: 'operator',
  rights: 'settings.write',
  params: nothing,
  query: nothing,
  body: subscriptionSettings,
  answer: subscriptionSettings,
  errors: [],
})

export const subscriptionEndpoints = [
  revealSubscription,
  rotateSubscription,
  readSubscriptionSettings,
  editSubscriptionSettings,
] as const
