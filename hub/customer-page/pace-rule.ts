const dayMs = 86_400_000

/**
 * Until when what is left lasts at the pace of the last full days; null where they say too little. `days` are charged
 * bytes, oldest first, without today.
 */
export function paceEnd(facts: {
  readonly left: number
  readonly days: readonly number[]
  readonly now: number
}): number | null {
  const { left, days, now } = facts
  const week = days.slice(-7)
  const first = week.findIndex(bytes => bytes > 0)
  if (first < 0) return null
  const counted = week.slice(first)
  const perDay = counted.reduce((sum, bytes) => sum + bytes, 0) / counted.length
  // Less than a megabyte a day would last for years: that is no pace.
  return perDay < 1_000_000 ? null : now + Math.min(left / perDay, 3_650) * dayMs
}

export type NodeLoad = 'idle' | 'normal' | 'busy' | 'down'

/** A node's state in one word. A moment without an answer is none worth telling. */
export function nodeLoad(facts: {
  readonly users: number
  readonly capacity: number
  readonly failingSince: number | null
  readonly now: number
}): NodeLoad {
  const { users, capacity, failingSince, now } = facts
  if (failingSince !== null && now - failingSince > 120_000) return 'down'
  const share = capacity > 0 ? users / capacity : 1
  if (share < 0.6) return 'idle'
  return share < 0.9 ? 'normal' : 'busy'
}
