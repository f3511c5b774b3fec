import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import type { Clock } from '../../../../hub/kernel/clock.ts'
import { createLimit } from '../../../../hub/kernel/limit.ts'
import { restOf, runEvery } from '../../../../hub/kernel/worker-loop.ts'

/** A clock whose sleeps pass at once and are written down. */
function jumpingClock(): Clock & { readonly sleeps: number[] } {
  let now = 0
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now as Instant,
    sleep: async ms => {
      sleeps.push(ms)
      now += ms
    },
  }
}

describe('a worker loop', () => {
  it('doubles its pause with each failure in a row, up to the bound, and returns to its rhythm', async () => {
    const clock = jumpingClock()
    const stop = new AbortController()
    let runs = 0
    await runEvery({
      name: 'test',
      everyMs: 100,
      maxBackOffMs: 500,
      clock,
      signal: stop.signal,
      onFailure: () => undefined,
      run: async () => {
        runs += 1
        if (runs <= 4) throw new Error('not yet')
        if (runs === 6) stop.abort()
      },
    })
    expect(clock.sleeps).toEqual([200, 400, 500, 500, 100, 100])
  })

  it('waits no longer than its pause though the clock is set back by days, and not at all when it is set on', () => {
    const day = 86_400_000
    expect(restOf(10_000, 5 * day, 5 * day + 4_000)).toBe(6_000)
    expect(restOf(10_000, 5 * day, 3 * day)).toBe(10_000)
    expect(restOf(10_000, 5 * day, 9 * day)).toBe(0)
  })

  it('waits at the end for the run in hand', async () => {
    const stop = new AbortController()
    let ended = false
    await runEvery({
      name: 'test',
      everyMs: 1,
      maxBackOffMs: 1,
      clock: jumpingClock(),
      signal: stop.signal,
      onFailure: () => undefined,
      run: async () => {
        stop.abort()
        await new Promise(resolve => setTimeout(resolve, 5))
        ended = true
      },
    })
    expect(ended).toBe(true)
  })
})

describe('a limit', () => {
  it('never lets more run than it says, also when work fails, and runs all of it', async () => {
    const limit = createLimit(3)
    let running = 0
    let most = 0
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        limit(async () => {
          running += 1
          most = Math.max(most, running)
          await new Promise(resolve => setImmediate(resolve))
          running -= 1
          if (index % 4 === 0) throw new Error('one of four fails')
          return index
        }),
      ),
    )
    expect(most).toBe(3)
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(15)
  })
})
