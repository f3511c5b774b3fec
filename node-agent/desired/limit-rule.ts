import type { Bytes, Instant } from '../../hub/contract/primitives.ts'
import { unlimited } from '../firewall/table-state.ts'
import type { DurableState } from '../state/durable-state.ts'

/**
 * The limit of each port's quota at this moment: 0 once `closeAfter` has passed, and for every finite port while
 * its closeAt was computed for the readings of another instance; otherwise closeAt, or no limit.
 */
export function limitsAt(
  state: Pick<DurableState, 'config' | 'instance'>,
  now: Instant,
): ReadonlyMap<number, Bytes> {
  const limits = new Map<number, Bytes>()
  if (!state.config) return limits
  const foreign = state.config.instance !== state.instance
  for (const { port, closeAt, closeAfter } of state.config.ports) {
    const over = closeAfter !== null && closeAfter <= now
    if (over) limits.set(port, 0 as Bytes)
    else if (closeAt === null) limits.set(port, unlimited)
    else limits.set(port, foreign ? (0 as Bytes) : closeAt)
  }
  return limits
}

/** The next instant at which a port closes by the clock; null if none does. */
export function nextClosing(state: Pick<DurableState, 'config'>, now: Instant): Instant | null {
  let next: Instant | null = null
  for (const { closeAfter } of state.config?.ports ?? []) {
    if (closeAfter !== null && closeAfter > now && (next === null || closeAfter < next)) next = closeAfter
  }
  return next
}
