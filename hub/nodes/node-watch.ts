import type { AgentHealth } from '../contract/agent/health.ts'
import type { Instant } from '../contract/primitives.ts'
import {
  bitsPerSecond,
  cpuBetween,
  nothingPassed,
  type Passed,
  plusPassed,
  type Sample,
  sampleOf,
} from './sample-rule.ts'

const healthEveryMs = 60_000
/** Over less time a rate says more of the clock than of the traffic. */
const shortestRateMs = 2_000

/** What a hub remembers of a node from one visit to the next, to tell how it fares. */
export interface NodeWatch {
  /** Told of every collection. */
  passed(counted: Passed): void
  /** Bits a second since it was last told; null where too little time has passed. */
  rates(): { readonly upload: number; readonly download: number } | null
  /** Whether the node is to be asked for its health. */
  isDue(now: Instant): boolean
  /** What it answered, with what passed since the sample before. */
  sample(health: AgentHealth, now: Instant): Sample
}

export function createNodeWatch(nodeId: number): NodeWatch {
  let forRates = nothingPassed
  let forSample = nothingPassed
  let askedAt = 0
  let machine: AgentHealth['machine']
  return {
    passed(counted) {
      forRates = plusPassed(forRates, counted)
      forSample = plusPassed(forSample, counted)
    },
    rates() {
      const { upload, download, spanMs } = forRates
      if (spanMs < shortestRateMs) return null
      forRates = nothingPassed
      return { upload: bitsPerSecond(upload, spanMs), download: bitsPerSecond(download, spanMs) }
    },
    isDue(now) {
      // The distance: a clock that was set back must not keep a node from being asked.
      if (Math.abs(now - askedAt) < healthEveryMs) return false
      askedAt = now
      return true
    },
    sample(health, now) {
      const passed = forSample
      const cpu = cpuBetween(machine, health.machine)
      forSample = nothingPassed
      machine = health.machine
      return sampleOf({ nodeId, at: now, cpu, passed }, health)
    },
  }
}
