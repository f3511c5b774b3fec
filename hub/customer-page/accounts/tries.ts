import type { Instant } from '../../contract/primitives.ts'
import type { Tx } from '../../db/transaction.ts'
import {
  type AttemptPolicy,
  accountPolicy,
  addressGroup,
  addressPolicy,
} from '../../operators/attempt-limit-rule.ts'
import { forgetAttempts, returnAttempt, takeAttempt } from '../../operators/attempt-limits.ts'
import type { Origin } from '../ports.ts'
import type { AccountDeps } from './account-deps.ts'

const hour = 3_600_000
/** Mail to one address: a person asks again because it is slow, a program floods. */
const mailPolicy: AttemptPolicy = { free: 4, firstPauseMs: 60_000, longestPauseMs: 6 * hour }
/** Mail by one origin: people share addresses. */
const originMailPolicy: AttemptPolicy = { free: 40, firstPauseMs: 60_000, longestPauseMs: hour }

type Deps = Pick<AccountDeps, 'vault'>

/** Under which the tries of an account are counted; says nothing of its address. */
export const accountTriesName = ({ vault }: Deps, email: string) =>
  `customer:${vault.hash(`tries ${email}`).slice(0, 32)}`
const originName = (origin: Origin) => `customer-from:${addressGroup(origin.address)}`

/** Counts a try of a password before it is looked at. Throws `too_many_requests`. */
export async function countTry(
  tx: Tx,
  deps: Deps,
  email: string,
  origin: Origin,
  at: Instant,
): Promise<void> {
  await takeAttempt(tx, originName(origin), addressPolicy, at)
  await takeAttempt(tx, accountTriesName(deps, email), accountPolicy, at)
}

/** The password was right. */
export async function forgetTries(tx: Tx, deps: Deps, email: string, origin: Origin): Promise<void> {
  await forgetAttempts(tx, accountTriesName(deps, email))
  await returnAttempt(tx, originName(origin))
}

/** Counts a message that somebody asks to be sent, whether it is sent or not. Throws `too_many_requests`. */
export async function countMail(
  tx: Tx,
  deps: Deps,
  email: string,
  origin: Origin,
  at: Instant,
): Promise<void> {
  await takeAttempt(tx, `mail-${originName(origin)}`, originMailPolicy, at)
  await takeAttempt(tx, `mail-${accountTriesName(deps, email)}`, mailPolicy, at)
}
