import type { Bytes } from '../../hub/contract/primitives.ts'
import { nearLimit } from './table-rule.ts'

/** A limit that is to change; from null: the port has no counters yet. */
export interface LimitChange {
  readonly port: number
  readonly from: Bytes | null
  readonly to: Bytes
}

/** What differs between the limits in force and those wanted; null where a port leaves: that takes a look at all. */
export function limitChanges(
  live: ReadonlyMap<number, Bytes>,
  wanted: ReadonlyMap<number, Bytes>,
): readonly LimitChange[] | null {
  const changes: LimitChange[] = []
  let kept = 0
  for (const [port, to] of wanted) {
    const from = live.get(port) ?? null
    if (from !== null) kept++
    if (from !== to) changes.push({ port, from, to })
  }
  return kept === live.size ? changes : null
}

export function isRaise({ from, to }: LimitChange): boolean {
  return from !== null && to > from
}

/** Whether the quota may have run out at this reading: then it has counted dropped packets, and must be made anew. */
export function mayHaveRunOut({ from }: LimitChange, reading: number): boolean {
  return from !== null && reading + nearLimit > from
}
