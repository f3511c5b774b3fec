import type { Clock } from '../../kernel/clock.ts'

export interface ClockSkew {
  /** Takes the `Date` header of an answer whose signature is WeChat's, or which refuses ours. */
  note(date: string | undefined): void
  /** The hub's clock minus WeChat's, to the second; null before an answer was noted. */
  current(): number | null
}

/** Milliseconds by which the hub is ahead of the `Date` header; null for a header that is none. */
export function skewOf(date: string | undefined, now: number): number | null {
  const theirs = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(theirs)) return null
  // The header has whole seconds, cut: within one it says nothing.
  const ahead = now - theirs
  return ahead >= 0 && ahead < 1000 ? 0 : ahead
}

export function createClockSkew(clock: Clock): ClockSkew {
  let last: number | null = null
  return {
    note(date) {
      last = skewOf(date, clock.now()) ?? last
    },
    current: () => last,
  }
}
