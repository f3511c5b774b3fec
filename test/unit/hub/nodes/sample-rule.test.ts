import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import {
  bitsPerSecond,
  cpuBetween,
  inSpans,
  mergeSamples,
  mostSpans,
  nothingPassed,
  type Sample,
  sampleMs,
  sampleOf,
  samplesKeptMs,
  spanOf,
} from '../../../../hub/nodes/sample-rule.ts'
import { anAgentHealth } from '../../../builders/an-agent-health.ts'

const now = (1_800_000_000_000 + 61_000) as Instant
const machine = (busySeconds: number, totalSeconds: number) => ({
  processors: 2,
  busySeconds,
  totalSeconds,
  memoryTotalBytes: 2_000,
  memoryAvailableBytes: 500,
})
const aSample = (at: number, change: Partial<Sample> = {}): Sample => ({
  ...sampleOf({ nodeId: 1, at: at as Instant, cpu: null, passed: nothingPassed }, anAgentHealth(now)),
  ...change,
})

describe('the processors of a node', () => {
  it.each([
    ['a quarter busy', machine(100, 1_000), machine(125, 1_100), 250],
    ['idle', machine(100, 1_000), machine(100, 1_100), 0],
    ['started anew in between', machine(100, 1_000), machine(5, 50), null],
    ['looked at for the first time', undefined, machine(5, 50), null],
    ['of an agent that does not say', machine(100, 1_000), undefined, null],
  ])('%s', (_name, before, after, cpu) => {
    expect(cpuBetween(before, after)).toBe(cpu)
  })
})

describe('a sample', () => {
  it('belongs to the five minutes it lies in, with what the machine has in use', () => {
    const health = anAgentHealth(now, { machine: machine(1, 2) })
    const passed = { upload: 10, download: 20, spanMs: 60_000 }
    expect(sampleOf({ nodeId: 4, at: now, cpu: 7, passed }, health)).toEqual({
      nodeId: 4,
      at: 1_800_000_000_000,
      cpu: 7,
      loadAverage: 250,
      memoryUsed: 1_500,
      memoryTotal: 2_000,
      agentMemory: 50_000_000,
      portsListening: 3,
      portsClosed: 1,
      ...passed,
    })
    expect(aSample(now)).toMatchObject({ memoryUsed: null, memoryTotal: null })
  })

  it('merges to the greatest of what stands, the last of the ports and the sum of what passed', () => {
    const early = aSample(0, { cpu: 900, memoryUsed: 5, portsListening: 9, upload: 100, spanMs: 10 })
    const late = aSample(0, { cpu: null, memoryUsed: 4, portsListening: 8, upload: 50, spanMs: 30 })
    expect(mergeSamples(early, late)).toMatchObject({
      cpu: 900,
      memoryUsed: 5,
      portsListening: 8,
      upload: 150,
      spanMs: 40,
    })
  })
})

it('tells bits a second by the time in which bytes passed, and none over no time', () => {
  expect(bitsPerSecond(1_000_000, 8_000)).toBe(1_000_000)
  expect(bitsPerSecond(5, 0)).toBe(0)
})

it('makes spans so long that a period has at most so many', () => {
  expect(spanOf(86_400_000)).toBe(sampleMs)
  for (const period of [1, 86_400_000, 3 * 86_400_000, 7 * 86_400_000, samplesKeptMs]) {
    expect(period / spanOf(period)).toBeLessThanOrEqual(mostSpans)
  }
})

it('gathers samples into spans whose rates are over the time that was looked at', () => {
  const samples = [0, 1, 2, 3].map(index => aSample(index * sampleMs, { upload: 300_000, spanMs: sampleMs }))
  expect(inSpans(samples, 3 * sampleMs)).toMatchObject([
    { at: 0, upload: 8_000 },
    { at: 3 * sampleMs, upload: 8_000 },
  ])
})
