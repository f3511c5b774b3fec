import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../../../hub/contract/primitives.ts'
import { convergeTable } from '../../../../node-agent/firewall/converge-table.ts'
import type { Readings } from '../../../../node-agent/state/durable-state.ts'
import { type SimulatedKernel, simulateKernel } from '../../../../scripts/demo/simulated-kernel.ts'

const port = 20001
const mebibyte = 1024 * 1024

async function converge(
  kernel: SimulatedKernel,
  limits: ReadonlyMap<number, number>,
  readings: Readings = new Map(),
) {
  let retired: Readings = new Map()
  const result = await convergeTable(kernel.firewall, () => undefined, {
    frame: { instance: 'a', frozen: [], guard: null },
    limits: limits as ReadonlyMap<number, Bytes>,
    readings: () => readings,
    replace: false,
    retire: async values => {
      retired = new Map([...retired, ...values])
    },
  })
  return { ...result, retired }
}

function total(kernel: SimulatedKernel): number {
  return (kernel.table()?.up.get(port) ?? 0) + (kernel.table()?.down.get(port) ?? 0)
}

function drain(kernel: SimulatedKernel): void {
  for (let left = 100_000; left > 0 && kernel.packet(port, 'down', 1_500); left--);
}

describe('changing limits under traffic', () => {
  it('stops at the last limit and not before it, whatever passes between any two steps', async () => {
    const flood = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })), {
      minLength: 1,
      maxLength: 40,
    })
    const limits = fc.array(fc.integer({ min: 0, max: 6 * mebibyte }), { minLength: 2, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(limits, flood, async (steps, floods) => {
        const kernel = simulateKernel()
        let call = 0
        kernel.whenever(() => {
          for (let left = floods[call++ % floods.length] ?? 0; left > 0; left--) {
            kernel.packet(port, 'up', 30_000 + left)
          }
        })
        let greatest = 0
        for (const limit of steps) {
          const before = total(kernel)
          await converge(kernel, new Map([[port, limit]]))
          greatest = Math.max(greatest, limit)
          expect(total(kernel)).toBeLessThanOrEqual(greatest)
          if (before >= limit && limit > 0) expect(total(kernel)).toBeLessThanOrEqual(greatest)
        }
        kernel.whenever(() => undefined)
        const last = steps.at(-1) ?? 0
        const reached = total(kernel)
        drain(kernel)
        if (reached + 131_072 < last) expect(total(kernel)).toBeGreaterThan(last - 131_072)
        expect(total(kernel)).toBeLessThanOrEqual(Math.max(reached, last))
      }),
      { numRuns: 1_500 },
    )
  })

  it('does nothing to a table that is as wished', async () => {
    const kernel = simulateKernel()
    await converge(kernel, new Map([[port, mebibyte]]))
    const batches = kernel.batches()
    await converge(kernel, new Map([[port, mebibyte]]))
    expect(kernel.batches()).toBe(batches)
  })

  it('lets nothing pass a port that leaves before its last value is durable', async () => {
    const kernel = simulateKernel()
    kernel.whenever(() => void kernel.packet(port, 'down', 1_000))
    await converge(kernel, new Map([[port, 100 * mebibyte]]))
    const { retired } = await converge(kernel, new Map())
    const counted = (kernel.passed.get(port) ?? 0) - (kernel.uncounted.get(port) ?? 0)
    expect(retired.get(port)).toEqual({ up: 0, down: counted })
    expect(kernel.table()?.up.size).toBe(0)
  })

  it.each(['up', 'down', 'budget'] as const)('goes on exactly after another tool removed %s', async what => {
    const kernel = simulateKernel()
    await converge(kernel, new Map([[port, 10 * mebibyte]]))
    kernel.packet(port, 'up', 1_000)
    kernel.packet(port, 'down', 5_000)
    const readings: Readings = new Map([[port, { up: 1_000 as Bytes, down: 5_000 as Bytes }]])
    kernel.damage(port, what)
    const { lost } = await converge(kernel, new Map([[port, 10 * mebibyte]]), readings)
    expect(lost).toEqual(what === 'budget' ? [] : [port])
    expect(total(kernel)).toBe(6_000)
    drain(kernel)
    expect(total(kernel)).toBeGreaterThan(10 * mebibyte - 2_000)
    expect(total(kernel)).toBeLessThanOrEqual(10 * mebibyte)
  })

  it('adds the durable value to a counter that was set back to 0', async () => {
    const kernel = simulateKernel()
    await converge(kernel, new Map([[port, 10 * mebibyte]]))
    kernel.packet(port, 'up', 9_000)
    kernel.damage(port, 'reset')
    kernel.packet(port, 'up', 500)
    const readings: Readings = new Map([[port, { up: 9_000 as Bytes, down: 0 as Bytes }]])
    await converge(kernel, new Map([[port, 10 * mebibyte]]), readings)
    expect(total(kernel)).toBe(9_500)
  })
})
