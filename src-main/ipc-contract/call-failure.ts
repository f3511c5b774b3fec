import * as z from 'zod'
import { type ErrorCode, errorCodes } from '../../hub/contract/error-codes.ts'

/** What can go wrong between the window and the hub, beside what the hub itself answers. */
export const consoleErrorCodes = [
  /** No connection could be made, or it broke. */
  'hub_unreachable',
  /** No answer within the time a call may take. */
  'hub_slow',
  /** Something was asked to be done, and the connection broke, or the time was up, before its answer: it may be done. */
  'answer_lost',
  /** The hub shows another certificate than the one that was agreed on; facts: `expected`, `found`. */
  'hub_certificate_changed',
  /** The answer is none of this version's contract. */
  'hub_answer_unknown',
  /** No hub is chosen, or nobody is signed in there. */
  'not_connected',
  /** The form of a call is not the schema's: a bug, or a page that is not ours. */
  'call_refused',
  'profile_not_found',
  /** The address is no https address, nor http on loopback. */
  'address_refused',
  'ssh_unreachable',
  'ssh_host_key_changed',
  'ssh_sign_in_refused',
  'ssh_key_unreadable',
  /** This computer has no keyring; a token is stored in clear only where the operator says so. */
  'keyring_missing',
  'file_not_written',
  /** The operator, or a screen that was left, did not wait for the answer. */
  'cancelled',
] as const
export type ConsoleErrorCode = (typeof consoleErrorCodes)[number]

/** An expected failure of a call, from the hub or from the way to it. */
export interface CallFailure {
  readonly ok: false
  readonly code: ErrorCode | ConsoleErrorCode
  readonly facts: Readonly<Record<string, unknown>>
}

/** Results cross the process border as values: an error that is thrown there loses its type. */
export type CallOutcome<T> = { readonly ok: true; readonly value: T } | CallFailure

export const callFailure = z.strictObject({
  ok: z.literal(false),
  code: z.enum([...(Object.keys(errorCodes) as ErrorCode[]), ...consoleErrorCodes]),
  facts: z.record(z.string(), z.unknown()),
})

export function refuse(code: CallFailure['code'], facts: CallFailure['facts'] = {}): CallFailure {
  return { ok: false, code, facts }
}
