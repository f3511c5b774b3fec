import type { Instant } from '../contract/primitives.ts'
import { type SubscriptionLinkRow, subscriptionLinkEntity } from '../db/entities/subscriptions.ts'
import type { Tx } from '../db/transaction.ts'
import type { Vault } from '../secrets/vault.ts'
import type { RandomBytes } from '../users/ports.ts'

export interface LinkDeps {
  readonly vault: Pick<Vault, 'seal' | 'open' | 'hash'>
  readonly random: RandomBytes
}

const tokenBytes = 24
const tokenForm = /^[A-Za-z0-9_-]{32}$/

/** Whether a text can be a token at all. */
export const isToken = (text: string): boolean => tokenForm.test(text)

/** What a token is looked up by: its hash, under a key of its own purpose. */
export const tokenHashOf = (vault: Pick<Vault, 'hash'>, token: string): string =>
  vault.hash(`subscription ${token}`)

/** The token of a user's link, made with the first need. The user must exist. */
export async function linkOf(tx: Tx, deps: LinkDeps, userId: number, at: Instant): Promise<string> {
  const present = await tx.manager.findOneBy(subscriptionLinkEntity, { userId })
  if (present !== null) return deps.vault.open(present.tokenSecret)
  const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
  const row = newLink(deps, userId, at)
  await tx.query(
    `INSERT ${ignore} INTO subscription_links (userId, tokenHash, tokenSecret, createdAt, rotatedAt) VALUES (?, ?, ?, ?, ?)`,
    [row.userId, row.tokenHash, row.tokenSecret, row.createdAt, row.rotatedAt],
  )
  // Whoever else made it at the same moment may have been first.
  const made = await tx.manager.findOneByOrFail(subscriptionLinkEntity, { userId })
  return deps.vault.open(made.tokenSecret)
}

/** Gives a user, whose row is held, a link with another token; the one before leads nowhere. Answers the token. */
export async function replaceLink(tx: Tx, deps: LinkDeps, userId: number, at: Instant): Promise<string> {
  const present = await tx.manager.findOneBy(subscriptionLinkEntity, { userId })
  const row = newLink(deps, userId, at)
  if (present === null) await tx.manager.insert(subscriptionLinkEntity, row)
  else await tx.manager.update(subscriptionLinkEntity, { userId }, { ...row, createdAt: present.createdAt })
  return deps.vault.open(row.tokenSecret)
}

function newLink(deps: LinkDeps, userId: number, at: Instant): SubscriptionLinkRow {
  const token = deps.random(tokenBytes).toString('base64url')
  return {
    userId,
    tokenHash: tokenHashOf(deps.vault, token),
    tokenSecret: deps.vault.seal(token),
    createdAt: at,
    rotatedAt: at,
  }
}
