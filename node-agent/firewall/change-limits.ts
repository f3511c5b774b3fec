import type { Bytes } from '../../hub/contract/primitives.ts'
import { goesOn } from '../counters/rollback-rule.ts'
import type { Crash } from '../crash-points.ts'
import type { Firewall } from '../ports.ts'
import type { PortReading, Readings } from '../state/durable-state.ts'
import { isRaise, type LimitChange, limitChanges, mayHaveRunOut } from './limit-change-rule.ts'
import type { FirewallStep } from './table-state.ts'

const zero = 0 as Bytes
const both = { quota: true, budget: true } as const
const sum = (reading: PortReading | undefined) => (reading ? reading.up + reading.down : 0)

/**
 * Changes limits of a table that is known to be as it should, without a listing of all quotas:
 *
 *   new port -> add_port from the durable value             lower -> set_limit
 *   higher, far from run out -> set_limit, then a reading: if it came near meanwhile, as below
 *   higher, near or run out -> limit 0 -> reading, which stands still -> renew_quota with used = the reading
 *
 * Can be ended after any step; a look at the whole table then finishes. Throws when `nft` refuses.
 * @returns false where the table is not as it was known to be
 */
export async function changeLimits(
  firewall: Firewall,
  crash: Crash,
  request: {
    readonly instance: string
    readonly live: ReadonlyMap<number, Bytes>
    readonly wanted: ReadonlyMap<number, Bytes>
    /** Durable readings. */
    readonly readings: Readings
  },
): Promise<boolean> {
  const { instance, readings } = request
  const changes = limitChanges(request.live, request.wanted)
  if (changes === null) return false
  const steps: FirewallStep[] = []
  const raised: LimitChange[] = []
  let closed: LimitChange[] = []
  for (const change of changes) {
    const { port, from, to } = change
    const durable = readings.get(port)
    if (from === null) {
      steps.push({ kind: 'add_port', port, up: durable?.up ?? zero, down: durable?.down ?? zero, limit: to })
    } else if (isRaise(change) && mayHaveRunOut(change, sum(durable))) {
      steps.push({ kind: 'set_limit', port, limit: zero })
      closed.push(change)
    } else {
      steps.push({ kind: 'set_limit', port, limit: to })
      if (isRaise(change)) raised.push(change)
    }
  }
  const run = async (batch: readonly FirewallStep[]) => {
    crash('converge.before-batch')
    if (batch.length > 0) await firewall.apply(batch)
    crash('converge.after-batch')
  }
  await run(steps)
  if (closed.length > 0) crash('limits.after-close')

  for (let looked = false; raised.length + closed.length > 0; looked = true) {
    const kernel = await firewall.listCounters(instance)
    const whole = kernel && changes.every(({ port }) => goesOn(kernel, readings, port))
    if (!kernel || !whole) return false
    const next: FirewallStep[] = closed.map(({ port, to }) => {
      return { kind: 'renew_quota', port, limit: to, used: sum(kernel.get(port)) as Bytes, had: both }
    })
    closed = looked ? [] : raised.filter(change => mayHaveRunOut(change, sum(kernel.get(change.port))))
    next.push(...closed.map(({ port }) => ({ kind: 'set_limit', port, limit: zero }) as const))
    raised.length = 0
    await run(next)
    if (closed.length > 0) crash('limits.after-close')
  }
  return firewall.hasMarker(instance)
}
