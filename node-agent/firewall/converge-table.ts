import type { Bytes } from '../../hub/contract/primitives.ts'
import type { Crash } from '../crash-points.ts'
import type { Firewall } from '../ports.ts'
import type { Readings } from '../state/durable-state.ts'
import { planTable } from './table-rule.ts'
import { readingsOf, type TableFrame } from './table-state.ts'

/** More passes than any mixture of repairs takes: freeze, renew, look again, close, delete, and as many again. */
const maxPasses = 12

export interface ConvergeRequest {
  readonly frame: TableFrame
  readonly limits: ReadonlyMap<number, Bytes>
  /** Durable readings; asked for again in each pass, for `retire` changes them. */
  readonly readings: () => Readings
  /** Drop the table first, whatever it holds, and build it from the durable readings. */
  readonly replace: boolean
  /** Makes the last values of ports that are about to leave durable. */
  readonly retire: (readings: Readings) => Promise<void>
}

/**
 * Makes the kernel's table as wished, touching only what differs, without letting a byte pass uncounted.
 * Can be ended after any step and run again. Throws when `nft` refuses, or when the table does not come to rest.
 * @returns ports whose counters were missing or had been set back, whether the rules were not those wished at the
 * first look, and the handles of the rules; null where they were written anew
 */
export async function convergeTable(
  firewall: Firewall,
  crash: Crash,
  request: ConvergeRequest,
): Promise<{
  readonly lost: readonly number[]
  readonly rulesLost: boolean
  readonly handles: ReadonlySet<number> | null
}> {
  let frozen: ReadonlySet<number> = new Set()
  const raisedFrom = new Map<number, Bytes>()
  const lost = new Set<number>()
  let rulesLost = false
  for (let pass = 0; pass < maxPasses; pass++) {
    const replaces = request.replace && pass === 0
    const listing = replaces ? null : await firewall.list()
    const { frame, limits } = request
    const plan = planTable(listing, { frame, limits, readings: request.readings(), frozen, raisedFrom })
    if (plan.retire.size > 0) {
      await request.retire(plan.retire)
      crash('converge.before-delete')
    }
    const steps = replaces ? [{ kind: 'delete_table' } as const, ...plan.steps] : plan.steps
    crash('converge.before-batch')
    if (steps.length > 0) await firewall.apply(steps)
    crash('converge.after-batch')
    for (const port of plan.lost) lost.add(port)
    if (pass === 0) rulesLost = listing !== null && plan.reframed && plan.freeze.length === 0
    const handles = plan.reframed ? null : (listing?.handles ?? null)
    if (plan.done) return { lost: [...lost], rulesLost, handles }
    for (const step of plan.steps) if (step.kind === 'renew_quota') raisedFrom.delete(step.port)
    for (const [port, limit] of plan.raised) raisedFrom.set(port, limit)
    frozen = new Set(plan.freeze)
    if (frozen.size > 0) crash('converge.after-freeze')
  }
  throw new Error('the table does not come to rest: another program keeps changing it')
}

/** Drops everything on all counted ports, until the next frame. @returns the counters, which stand still from here on */
export async function freezeAll(firewall: Firewall, frame: Omit<TableFrame, 'frozen'>): Promise<Readings> {
  const listing = await firewall.list()
  if (!listing) return new Map()
  const frozen = [...readingsOf(listing).keys()]
  await firewall.apply([{ kind: 'frame', frame: { ...frame, frozen } }])
  const still = await firewall.list()
  return still ? readingsOf(still) : new Map()
}
