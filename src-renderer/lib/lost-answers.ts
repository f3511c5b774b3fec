/** As long as somebody may look before he tries again. */
const keptMs = 30 * 60_000

interface LostAnswer {
  readonly key: string
  readonly at: number
}

/** Keys of changes whose answers got lost, by what was asked for. */
const lost = new Map<string, LostAnswer>()

/**
 * The key under which a change is sent: a new one, or, where the answer to the very same change got lost, the one it was
 * sent under, so that the hub knows it again and does it once.
 */
export function keyFor(asked: string): string {
  const before = lost.get(asked)
  if (before !== undefined && Date.now() - before.at < keptMs) return before.key
  return crypto.randomUUID()
}

/** Keeps the key of what may have been done, and forgets it where that is known. */
export function noteAnswer(asked: string, key: string, isLost: boolean): void {
  if (isLost) lost.set(asked, { key, at: Date.now() })
  else lost.delete(asked)
}
