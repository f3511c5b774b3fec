import { messageOf } from './outcome.ts'
import type { Clock, Log } from './ports.ts'

export interface Loop {
  /** Runs again at once, or as soon as the present run ends. */
  kick(): void
  /** Resolves when the present run, if any, has ended; none follows. */
  stop(): Promise<void>
}

/** Runs something again and again without overlap; a failure is logged and the next run comes all the same. */
export function runLoop(options: {
  readonly name: string
  readonly everyMs: number
  readonly clock: Clock
  readonly log: Log
  readonly run: () => Promise<void>
}): Loop {
  const { clock } = options
  let stopped = false
  let kicked = false
  let wake = new AbortController()
  const ended = (async () => {
    while (!stopped) {
      kicked = false
      try {
        await options.run()
      } catch (error) {
        options.log('error', `${options.name} failed`, { error: messageOf(error) })
      }
      if (stopped) break
      wake = new AbortController()
      if (!kicked) await clock.sleep(options.everyMs, wake.signal)
    }
  })()
  return {
    kick() {
      kicked = true
      wake.abort()
    },
    async stop() {
      stopped = true
      wake.abort()
      await ended
    },
  }
}
