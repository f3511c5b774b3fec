import type { Bytes } from '../../hub/contract/primitives.ts'
import type { PortReading, Readings } from '../state/durable-state.ts'

/** An agent whose own seq is behind what the hub has committed of the same instance was restored from an image. */
export function wasRolledBack(
  own: { readonly instance: string; readonly seq: number },
  committed: { readonly instance?: string | undefined; readonly seq?: number | undefined },
): boolean {
  return committed.instance === own.instance && committed.seq !== undefined && committed.seq > own.seq
}

/** The bytes since this process started: what a rolled-back node can vouch for. Ports born later start at 0. */
export function readingsSince(start: Readings, now: Readings): Readings {
  const since = new Map<number, PortReading>()
  for (const [port, { up, down }] of now) {
    const base = start.get(port)
    const difference = (value: number, from: number | undefined) => Math.max(0, value - (from ?? 0)) as Bytes
    since.set(port, { up: difference(up, base?.up), down: difference(down, base?.down) })
  }
  return since
}

/** Kernel counters over durable values. A port without a counter keeps its last value; none ever shrinks. */
export function mergeReadings(durable: Readings, kernel: Readings): Readings {
  const merged = new Map(durable)
  for (const [port, { up, down }] of kernel) {
    const before = durable.get(port)
    if (!before) merged.set(port, { up, down })
    else if (up > before.up || down > before.down) {
      merged.set(port, {
        up: Math.max(up, before.up) as Bytes,
        down: Math.max(down, before.down) as Bytes,
      })
    }
  }
  return merged
}

export function sameReadings(left: Readings, right: Readings): boolean {
  if (left.size !== right.size) return false
  for (const [port, { up, down }] of left) {
    const other = right.get(port)
    if (other?.up !== up || other.down !== down) return false
  }
  return true
}

/** Whether a port's counters are there and at or above their durable values. */
export function goesOn(kernel: Readings, durable: Readings, port: number): boolean {
  const now = kernel.get(port)
  const before = durable.get(port)
  return now !== undefined && (!before || (now.up >= before.up && now.down >= before.down))
}
