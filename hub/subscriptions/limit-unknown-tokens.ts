import type { Clock } from '../kernel/clock.ts'
import {
  type AttemptPolicy,
  type AttemptState,
  addressGroup,
  takeTry,
} from '../operators/attempt-limit-rule.ts'

/** A token cannot be guessed; this keeps those who try from asking the database. */
const policy: AttemptPolicy = { free: 30, firstPauseMs: 10_000, longestPauseMs: 15 * 60_000 }
const mostAddresses = 10_000

export interface UnknownTokens {
  /** How long an address has to wait, in ms; 0: it may ask. */
  waitOf(address: string): number
  /** It asked for a token that does not exist. */
  count(address: string): void
}

/** Counts unknown tokens by address, in memory: the longest silent address is forgotten when there are too many. */
export function limitUnknownTokens(clock: Clock): UnknownTokens {
  const states = new Map<string, AttemptState>()
  return {
    waitOf(address) {
      if (states.size === 0) return 0
      const lockedUntil = states.get(addressGroup(address))?.lockedUntil ?? 0
      return Math.max(0, lockedUntil - clock.now())
    },
    count(address) {
      const group = addressGroup(address)
      const taken = takeTry(states.get(group) ?? null, policy, clock.now())
      if (!taken.ok) return
      states.delete(group)
      states.set(group, taken.next)
      const [oldest] = states.size > mostAddresses ? states.keys() : []
      if (oldest !== undefined) states.delete(oldest)
    },
  }
}
