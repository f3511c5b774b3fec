import type { Instant } from '../contract/primitives.ts'

/** Says the first of a kind at once and then how many more there were, at most once in a while. */
export interface SampledLog {
  say(what: string, at: Instant): void
}

const pauseMs = 30_000
const mostKinds = 32

/** `write` is called with what it is about and how many there were since it was said last, this one included. */
export function createSampledLog(write: (what: string, count: number) => void): SampledLog {
  const kinds = new Map<string, { saidAt: number; unsaid: number }>()
  return {
    say(what, at) {
      const known = kinds.get(what)
      if (known !== undefined && at - known.saidAt < pauseMs) {
        known.unsaid += 1
        return
      }
      if (known === undefined && kinds.size >= mostKinds) kinds.clear()
      kinds.set(what, { saidAt: at, unsaid: 0 })
      write(what, (known?.unsaid ?? 0) + 1)
    },
  }
}
