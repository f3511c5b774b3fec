import type { Clock } from './clock.ts'

export interface WorkerLoop {
  readonly name: string
  /** Pause between the start of one run and the start of the next. */
  readonly everyMs: number
  /** Longest pause after failures in a row; the pause doubles with each. */
  readonly maxBackOffMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of every failure: the loop itself goes on. */
  onFailure(error: unknown, failures: number): void
  run(): Promise<void>
}

/** The pause after `failures` failures in a row: `everyMs` doubled each time, at most `maxMs`. */
export function backOff(everyMs: number, failures: number, maxMs: number): number {
  return Math.min(maxMs, everyMs * 2 ** Math.min(failures, 20))
}

/** What is left of a pause that began at `startedAt`; never more than all of it, though the clock was set back. */
export function restOf(pauseMs: number, startedAt: number, now: number): number {
  return Math.min(pauseMs, Math.max(0, startedAt + pauseMs - now))
}

/**
 * Runs `run` again and again until the signal is aborted: never two at a time, and the promise resolves only when
 * the last run has ended, so that stopping waits for work in hand.
 */
export async function runEvery(loop: WorkerLoop): Promise<void> {
  const { clock, signal } = loop
  let failures = 0
  while (!signal.aborted) {
    const startedAt = clock.now()
    try {
      await loop.run()
      failures = 0
    } catch (error) {
      failures += 1
      loop.onFailure(error, failures)
    }
    const pause = failures === 0 ? loop.everyMs : backOff(loop.everyMs, failures, loop.maxBackOffMs)
    await clock.sleep(restOf(pause, startedAt, clock.now()), signal)
  }
}
