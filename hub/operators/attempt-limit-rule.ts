/** How many tries are free, and how the pause grows after them. */
export interface AttemptPolicy {
  readonly free: number
  readonly firstPauseMs: number
  readonly longestPauseMs: number
}

const minuteMs = 60_000
/** Tries this old are forgotten. */
export const forgetTriesAfterMs = 24 * 60 * minuteMs

/** For one account: a person mistypes, a program guesses. */
export const accountPolicy: AttemptPolicy = { free: 5, firstPauseMs: 30_000, longestPauseMs: 15 * minuteMs }
/** For one address: generous, because people share them. */
export const addressPolicy: AttemptPolicy = { free: 30, firstPauseMs: 30_000, longestPauseMs: 15 * minuteMs }

export interface AttemptState {
  readonly tries: number
  readonly triedAt: number
  readonly lockedUntil: number
}

/**
 * Counts a try before it is made, so that many at once are no way around the limit: the state to store, or how long
 * to wait. Instants in ms.
 */
export function takeTry(
  state: AttemptState | null,
  policy: AttemptPolicy,
  now: number,
): { readonly ok: true; readonly next: AttemptState } | { readonly ok: false; readonly waitMs: number } {
  const known = state !== null && now - state.triedAt < forgetTriesAfterMs ? state : null
  if (known !== null && known.lockedUntil > now) return { ok: false, waitMs: known.lockedUntil - now }
  const tries = (known?.tries ?? 0) + 1
  const beyond = tries - policy.free
  const pause =
    beyond < 0 ? 0 : Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** Math.min(beyond, 20))
  return { ok: true, next: { tries, triedAt: now, lockedUntil: now + pause } }
}

/** Who shares a limit: an IPv4 address, or the /64 network of an IPv6 one, which is one customer's. */
export function addressGroup(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  const full = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ? tail.split(':') : [])]
  return `${full
    .slice(0, 4)
    .map(group => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
