import type { Bytes } from '../../hub/contract/primitives.ts'
import type { PortReading, Readings } from '../state/durable-state.ts'
import { frameComments } from './build-ruleset.ts'
import { type FirewallStep, piecesOf, type TableFrame, type TableListing } from './table-state.ts'

/** More than one packet may be large (GSO, 64 KiB): what is left unused below a limit when the kernel closes a port. */
const closedSlack = 128 * 1024
/** A quota this near to its limit may be exhausted by the time the next batch runs. */
export const nearLimit = 1024 * 1024

export interface TableWish {
  /** The frame without a freeze. */
  readonly frame: TableFrame
  /** Limit of every port that shall exist. */
  readonly limits: ReadonlyMap<number, Bytes>
  /** Durable readings: where a lost counter starts again. */
  readonly readings: Readings
  /** Ports frozen by the batch before this listing. */
  readonly frozen: ReadonlySet<number>
  /** Limits raised by batches of this run, with what they were before. */
  readonly raisedFrom: ReadonlyMap<number, Bytes>
}

/** What to do next so that the table becomes as wished. */
export interface TablePlan {
  /** Once these steps have run the table is as wished, without another look. */
  readonly done: boolean
  readonly steps: readonly FirewallStep[]
  /** Ports that the steps freeze, because what follows needs counters that stand still. */
  readonly freeze: readonly number[]
  /** Last values of closed ports that are about to be deleted: to be made durable before the steps run. */
  readonly retire: Readings
  readonly raised: ReadonlyMap<number, Bytes>
  /** Ports whose counter was found missing or started again. */
  readonly lost: readonly number[]
  /** Whether the rules are not those of the frame and are written anew. */
  readonly reframed: boolean
}

/** A counter below its durable value was set to 0 by somebody: it goes on from the durable value. */
function continued(kernel: Bytes | undefined, durable: Bytes): Bytes {
  if (kernel === undefined) return durable
  return kernel >= durable ? kernel : ((kernel + durable) as Bytes)
}

/** Whether the quota's `used` is no longer the reading, so that it would close too early or too late. */
function quotaIsOff(listing: TableListing, port: number): boolean {
  const quota = listing.quotas.get(port)
  if (!quota) return true
  const reading = (listing.up.get(port) ?? 0) + (listing.down.get(port) ?? 0)
  const earlier = listing.earlier.get(port) ?? 0
  if (quota.used >= quota.limit) {
    // Exhausted, or set below the reading: right if the reading really is at the limit.
    return reading + closedSlack < quota.limit
  }
  return quota.used > reading || quota.used < earlier
}

/**
 * Plans one batch. The caller lists, plans, makes `retire` durable, runs the steps, and repeats until `done`.
 *
 *   missing -> add_port from the durable value          partly there -> freeze -> delete_port + add_port
 *   limit lower -> set_limit                            limit higher, far from exhausted -> set_limit, looked at again
 *   limit higher, near or exhausted -> freeze -> renew_quota with used = the reading
 *   not wished -> limit 0 -> last value durable -> delete_port
 *
 * Precondition: the table is missing (null) or carries the frame's marker only.
 */
export function planTable(listing: TableListing | null, wish: TableWish): TablePlan {
  const steps: FirewallStep[] = []
  const exact: number[] = []
  const retire = new Map<number, PortReading>()
  const raised = new Map<number, Bytes>()
  const lost: number[] = []
  let pending = false

  for (const [port, limit] of wish.limits) {
    const durable = wish.readings.get(port) ?? { up: 0 as Bytes, down: 0 as Bytes }
    const had = listing ? piecesOf(listing, port) : { up: false, down: false, quota: false, budget: false }
    if (!had.up && !had.down && !had.quota && !had.budget) {
      steps.push({ kind: 'add_port', port, up: durable.up, down: durable.down, limit })
      lost.push(port)
      continue
    }
    if (!listing) continue
    const kernel = { up: listing.up.get(port), down: listing.down.get(port) }
    const restarted = (kernel.up ?? 0) < durable.up || (kernel.down ?? 0) < durable.down
    if (!had.up || !had.down || restarted) {
      if (!wish.frozen.has(port)) {
        exact.push(port)
        continue
      }
      const up = continued(kernel.up, durable.up)
      const down = continued(kernel.down, durable.down)
      steps.push({ kind: 'delete_port', port, had }, { kind: 'add_port', port, up, down, limit })
      lost.push(port)
      continue
    }
    const reading = (kernel.up ?? 0) + (kernel.down ?? 0)
    const quota = listing.quotas.get(port)
    const before = wish.raisedFrom.get(port)
    const ranOutMeanwhile = before !== undefined && reading + nearLimit > before
    const renew =
      !quota ||
      !had.budget ||
      ranOutMeanwhile ||
      quotaIsOff(listing, port) ||
      (limit > quota.limit && reading + nearLimit > quota.limit)
    if (renew) {
      if (wish.frozen.has(port)) steps.push({ kind: 'renew_quota', port, limit, used: reading as Bytes, had })
      else exact.push(port)
    } else if (limit !== quota.limit) {
      steps.push({ kind: 'set_limit', port, limit })
      if (limit > quota.limit) {
        raised.set(port, quota.limit)
        pending = true
      }
    }
  }

  for (const port of listing ? strangers(listing, wish.limits) : []) {
    if (!listing) break
    const quota = listing.quotas.get(port)
    const closed = wish.frozen.has(port) || (quota?.limit === 0 && listing.budget.has(port))
    if (closed) {
      const durable = wish.readings.get(port) ?? { up: 0 as Bytes, down: 0 as Bytes }
      const up = continued(listing.up.get(port), durable.up)
      retire.set(port, { up, down: continued(listing.down.get(port), durable.down) })
      steps.push({ kind: 'delete_port', port, had: piecesOf(listing, port) })
    } else if (quota && listing.budget.has(port)) {
      steps.push({ kind: 'set_limit', port, limit: 0 as Bytes })
      pending = true
    } else exact.push(port)
  }

  exact.sort((a, b) => a - b)
  const frame = { ...wish.frame, frozen: exact }
  const wanted = frameComments(frame)
  const framed = listing !== null && sameList(listing.rules, wanted)
  if (!framed) steps.unshift({ kind: 'frame', frame })
  return {
    done: exact.length === 0 && !pending,
    steps,
    freeze: exact,
    retire,
    raised,
    lost,
    reframed: !framed,
  }
}

function strangers(listing: TableListing, limits: ReadonlyMap<number, Bytes>): number[] {
  const ports = new Set([
    ...listing.up.keys(),
    ...listing.down.keys(),
    ...listing.quotas.keys(),
    ...listing.budget,
  ])
  return [...ports].filter(port => !limits.has(port))
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, place) => value === right[place])
}
