const firstMs = 1_000
const longestMs = 30_000

/** How long to wait before try number `attempt` (1 is the first after a failure); `chance` in [0, 1) spreads many consoles. */
export function backOffMs(attempt: number, chance: number): number {
  const base = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 10))
  return Math.round(base * (0.8 + 0.4 * chance))
}
