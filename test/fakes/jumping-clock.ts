import type { Instant } from '../../hub/contract/primitives.ts'
import type { Clock } from '../../hub/kernel/clock.ts'

/** Real time that can be made to jump ahead; who sleeps past the jump wakes at once. */
export function jumpingClock(): Clock & { jump(ms: number): void } {
  let ahead = 0
  const sleepers = new Set<() => void>()
  const now = () => (Date.now() + ahead) as Instant
  return {
    now,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        const until = now() + ms
        let timer: NodeJS.Timeout | undefined
        const finish = () => {
          clearTimeout(timer)
          sleepers.delete(look)
          signal?.removeEventListener('abort', finish)
          resolve()
        }
        const look = () => {
          clearTimeout(timer)
          const left = until - now()
          if (left <= 0) finish()
          else timer = setTimeout(look, left)
        }
        if (signal?.aborted) return resolve()
        sleepers.add(look)
        signal?.addEventListener('abort', finish, { once: true })
        look()
      }),
    jump(ms) {
      ahead += ms
      for (const look of [...sleepers]) look()
    },
  }
}
