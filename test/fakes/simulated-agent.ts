import { createHash } from 'node:crypto'
import type { DesiredConfig } from '../../hub/contract/agent/config.ts'
import { type Meter, startMeter } from '../../node-agent/counters/meter.ts'
import { succeed } from '../../node-agent/outcome.ts'
import { simulateKernel } from '../../scripts/demo/simulated-kernel.ts'
import { fakeStore } from './fake-store.ts'
import { manualClock } from './manual-clock.ts'

export class Crashed extends Error {}

/** The agent's meter on a kernel and a disk in memory. It can be killed between any two steps and started again. */
export function simulatedAgent() {
  const kernel = simulateKernel()
  const disk = fakeStore()
  const clock = manualClock()
  let ids = 0
  let boot = 'boot-1'
  let crashAfter = Number.POSITIVE_INFINITY
  const crashedAt: string[] = []
  let dead = false
  let process = 0

  function step(of: number, name: string): void {
    if (dead || of !== process) throw new Crashed()
    if (--crashAfter > 0) return
    crashAfter = Number.POSITIVE_INFINITY
    crashedAt.push(name)
    dead = true
    throw new Crashed()
  }

  /** A dead process does nothing any more, whatever its promises still want. */
  function guarded<T extends object>(target: T, of: number): T {
    return new Proxy(target, {
      get(object, key, receiver) {
        const value: unknown = Reflect.get(object, key, receiver)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (dead || of !== process) throw new Crashed()
          const durable = key === 'save' || key === 'apply'
          if (durable) step(of, `before ${key}`)
          const called: unknown = Reflect.apply(value, object, args)
          if (!durable || !(called instanceof Promise)) return called
          return called.then(done => {
            step(of, `after ${key}`)
            return done
          })
        }
      },
    })
  }

  async function start(): Promise<Meter> {
    dead = false
    process++
    const own = process
    return startMeter({
      firewall: guarded(kernel.firewall, own),
      store: guarded(disk.store, own),
      clock,
      facts: { bootId: () => boot, ephemeralPorts: () => [32_768, 60_999], resolvers: () => [] },
      randomId: () => createHash('md5').update(String(++ids)).digest('hex'),
      crash: point => step(own, point),
      log: () => undefined,
      guard: null,
      maxMarkBytes: 64 * 1024 * 1024,
      problem: () => undefined,
    })
  }

  return {
    kernel,
    disk,
    clock,
    start,
    crashedAt,
    isDead: () => dead,
    kill: () => {
      dead = true
    },
    /** The process ends at the n-th crash point from now. */
    crashIn: (points: number) => {
      crashAfter = points
    },
    reboot: () => {
      dead = true
      boot = `boot-${ids++}`
      kernel.flush()
    },
    apply: (meter: Meter, config: DesiredConfig) => meter.apply(config, async () => succeed(null)),
  }
}
