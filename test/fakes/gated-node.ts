import type { DesiredConfig } from '../../hub/contract/agent/config.ts'
import type { Reading } from '../../hub/contract/agent/counters.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import type { Clock } from '../../hub/kernel/clock.ts'
import type { AgentAnswer, AgentClient } from '../../hub/node-config/agent-client.ts'

/** The node as a hub's client sees it, and as customers do: it enforces `closeAt` and `closeAfter` to the byte. */
export interface GatedNode {
  readonly client: Pick<AgentClient, 'counters' | 'putConfig'>
  /** Tries to pass bytes; answers how many went through. */
  pass(port: number, bytes: number): number
  /** Bytes that went through since the beginning, over all ports and instances. */
  passed(): number
  config(): DesiredConfig | null
  /** Another instance, as after an image was restored: readings begin at 0, the pair is kept, limits mean nothing. */
  restart(): void
  setReachable(reachable: boolean): void
  /** How often a configuration was sent. */
  puts(): number
}

/** A node without kernel or network that obeys the agent's contract. */
export function createGatedNode(nodeId: number, clock: Pick<Clock, 'now'>): GatedNode {
  let instance = `${nodeId}`.padStart(32, 'a')
  const start = `${nodeId}`.padStart(32, 'b')
  let seq = 0
  let config: DesiredConfig | null = null
  let pair = { epoch: 0, revision: 0 }
  let readings = new Map<number, number>()
  let total = 0
  let reachable = true
  let puts = 0

  const away = { ok: false, kind: 'unreachable', message: 'no connection' } as const
  const limitOf = (port: number): number => {
    const desired = config?.ports.find(entry => entry.port === port)
    if (!desired || config?.instance !== instance) return 0
    if (desired.closeAfter !== null && desired.closeAfter <= clock.now()) return 0
    return desired.closeAt ?? Number.POSITIVE_INFINITY
  }
  const reject = (error: 'revision_refused' | 'instance_changed'): AgentAnswer<never> => ({
    ok: false,
    kind: 'rejected',
    message: error,
    error: { error, message: error, current: { instance, ...pair } },
  })

  return {
    client: {
      async counters(_target, query) {
        if (!reachable) return away
        seq += 1
        const list = [...readings].sort(([a], [b]) => a - b)
        return {
          ok: true,
          value: {
            request: query.request,
            instance,
            start,
            seq,
            ...pair,
            takenAt: clock.now(),
            readings: list.map(([port, bytes]): Reading => [port, 0 as Reading[1], bytes as Reading[2]]),
            marks: [],
            gaps: [],
          },
        }
      },
      async putConfig(_target, wanted) {
        if (!reachable) return away
        puts += 1
        if (wanted.instance !== instance) return reject('instance_changed')
        const older =
          wanted.epoch < pair.epoch || (wanted.epoch === pair.epoch && wanted.revision < pair.revision)
        if (older) return reject('revision_refused')
        config = wanted
        pair = { epoch: wanted.epoch, revision: wanted.revision }
        for (const { port } of wanted.ports) if (!readings.has(port)) readings.set(port, 0)
        return { ok: true, value: { instance, ...pair, touched: wanted.ports.length } }
      },
    },
    pass(port, bytes) {
      const reading = readings.get(port) ?? 0
      const through = Math.min(bytes, Math.max(0, limitOf(port) - reading))
      if (through > 0) readings.set(port, reading + through)
      total += through
      return through
    },
    passed: () => total,
    config: () => config,
    restart() {
      instance = `${seq}`.padStart(32, 'c')
      readings = new Map()
      seq = 0
    },
    setReachable(value) {
      reachable = value
    },
    puts: () => puts,
  }
}

export const instantOf = (text: string): Instant => Date.parse(text) as Instant
