import type { NodeSample } from '../contract/admin/node-samples.ts'
import type { AgentHealth } from '../contract/agent/health.ts'
import type { Instant } from '../contract/primitives.ts'

export const sampleMs = 300_000
export const samplesKeptMs = 14 * 86_400_000
/** Spans that one answer has at most. */
export const mostSpans = 350

/** What is kept of five minutes of a node. */
export interface Sample {
  readonly nodeId: number
  readonly at: number
  readonly cpu: number | null
  readonly loadAverage: number
  readonly memoryUsed: number | null
  readonly memoryTotal: number | null
  readonly agentMemory: number
  readonly portsListening: number
  readonly portsClosed: number
  readonly upload: number
  readonly download: number
  readonly spanMs: number
}

/** Bytes that were counted, and the time in which they passed. */
export interface Passed {
  readonly upload: number
  readonly download: number
  readonly spanMs: number
}

export const nothingPassed: Passed = { upload: 0, download: 0, spanMs: 0 }

export const plusPassed = (a: Passed, b: Passed): Passed => ({
  upload: a.upload + b.upload,
  download: a.download + b.download,
  spanMs: a.spanMs + b.spanMs,
})

/** Bits a second. */
export function bitsPerSecond(bytes: number, spanMs: number): number {
  return spanMs <= 0 ? 0 : Math.round((bytes * 8_000) / spanMs)
}

/** Thousandths of all processors that were at work between two looks; null where it cannot be told. */
export function cpuBetween(before: AgentHealth['machine'], now: AgentHealth['machine']): number | null {
  if (before === undefined || now === undefined) return null
  const total = now.totalSeconds - before.totalSeconds
  const busy = now.busySeconds - before.busySeconds
  // A machine that was started anew counts from 0.
  if (total <= 0 || busy < 0) return null
  return Math.min(1_000, Math.round((busy / total) * 1_000))
}

/** A look at a node as a sample of the five minutes it lies in. */
export function sampleOf(
  look: {
    readonly nodeId: number
    readonly at: Instant
    readonly cpu: number | null
    readonly passed: Passed
  },
  health: AgentHealth,
): Sample {
  const { machine } = health
  return {
    nodeId: look.nodeId,
    at: look.at - (look.at % sampleMs),
    cpu: look.cpu,
    loadAverage: Math.round(health.loadAverage * 1_000),
    memoryUsed: machine === undefined ? null : machine.memoryTotalBytes - machine.memoryAvailableBytes,
    memoryTotal: machine?.memoryTotalBytes ?? null,
    agentMemory: health.memoryBytes,
    portsListening: health.ports.listening,
    portsClosed: health.ports.closed,
    ...look.passed,
  }
}

const greater = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b))

/** Two samples as one: the greatest of what stands, the last of the ports, the sum of what passed. */
export function mergeSamples(earlier: Sample, later: Sample): Sample {
  return {
    ...later,
    at: earlier.at,
    cpu: greater(earlier.cpu, later.cpu),
    loadAverage: Math.max(earlier.loadAverage, later.loadAverage),
    memoryUsed: greater(earlier.memoryUsed, later.memoryUsed),
    memoryTotal: greater(earlier.memoryTotal, later.memoryTotal),
    agentMemory: Math.max(earlier.agentMemory, later.agentMemory),
    ...plusPassed(earlier, later),
  }
}

const spans = [1, 3, 6, 12, 24].map(times => times * sampleMs)

/** How long spans are for a period to have no more than `mostSpans`. */
export function spanOf(periodMs: number): number {
  return spans.find(span => periodMs / span <= mostSpans) ?? 24 * sampleMs
}

/** Samples in ascending order as spans of that length, for people. */
export function inSpans(samples: readonly Sample[], spanMs: number): NodeSample[] {
  const merged: Sample[] = []
  for (const sample of samples) {
    const at = sample.at - (sample.at % spanMs)
    const last = merged.at(-1)
    if (last?.at === at) merged[merged.length - 1] = mergeSamples(last, sample)
    else merged.push({ ...sample, at })
  }
  return merged.map(sample => ({
    at: sample.at as Instant,
    cpu: sample.cpu,
    load: sample.loadAverage,
    memoryUsed: sample.memoryUsed,
    memoryTotal: sample.memoryTotal,
    agentMemory: sample.agentMemory,
    portsListening: sample.portsListening,
    portsClosed: sample.portsClosed,
    upload: bitsPerSecond(sample.upload, sample.spanMs),
    download: bitsPerSecond(sample.download, sample.spanMs),
  }))
}
