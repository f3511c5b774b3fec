/** What a user still has of what was granted for now; null: without a limit. */
export interface Left {
  readonly left: number | null
  readonly granted: number | null
}

/** Which mark a user has reached: 80 or 100 percent; null: neither, or nothing is limited. */
export function usageReached(balance: Left, gateClosedByUse: boolean): 80 | 100 | null {
  const { left, granted } = balance
  if (left === null || granted === null || granted === 0) return null
  if (gateClosedByUse) return 100
  return left * 5 <= granted ? 80 : null
}

/** One mail per mark and cycle. A cycle is known by its start, which never moves. */
export const usageKey = (percent: 80 | 100, userId: number, cycleStartsAt: number): string =>
  `usage:${percent}:${userId}:${cycleStartsAt}`

/** One mail per mark and end: a plan that was extended has another end. */
export const expiryKey = (days: number, userId: number, expiresAt: number): string =>
  `expiry:${days}:${userId}:${expiresAt}`

/** How many days before a plan ends its user is told, longest first. */
export const expiryDays = [7, 3, 1] as const
