import { EntitySchema } from 'typeorm'
import { bigint, int, longText, text } from '../columns.ts'

/** The one link of a user. Whoever holds its token reads his passwords. */
export interface SubscriptionLinkRow {
  userId: number
  /** HMAC of the token: what a request is looked up by. */
  tokenHash: string
  /** The token, encrypted with the master key: what the user is shown again. */
  tokenSecret: string
  createdAt: number
  /** When the link was last made anew; its creation where it never was. */
  rotatedAt: number
}

export const subscriptionLinkEntity = new EntitySchema<SubscriptionLinkRow>({
  name: 'SubscriptionLink',
  tableName: 'subscription_links',
  columns: {
    userId: int({ primary: true }),
    tokenHash: text(64),
    tokenSecret: longText(),
    createdAt: bigint(),
    rotatedAt: bigint(),
  },
  uniques: [{ name: 'uq_subscription_links_token', columns: ['tokenHash'] }],
})
