import type { Crash } from '../crash-points.ts'
import type { GuardSettings } from '../firewall/table-state.ts'
import type { Clock, Firewall, Log, NodeFacts, StateStore } from '../ports.ts'
import type { DurableState } from '../state/durable-state.ts'

/** What a meter works with. */
export interface MeterParts {
  readonly firewall: Firewall
  readonly store: StateStore
  readonly clock: Clock
  readonly facts: Omit<NodeFacts, 'machine'>
  readonly randomId: () => string
  readonly crash: Crash
  readonly log: Log
  /** The user Shadowsocks runs as and the networks customers may reach; null: no guard rules. */
  readonly guard: { readonly uid: number; readonly allowedTargets: readonly string[] } | null
  readonly maxMarkBytes: number
  /** Called with what is wrong, or null once a part works again. */
  readonly problem: (part: 'firewall' | 'state' | 'disk' | 'clock', message: string | null) => void
}

/** The guard's rules as the node and the configuration are now. */
export function guardOf(parts: MeterParts, state: DurableState): GuardSettings | null {
  if (!parts.guard) return null
  return {
    ...parts.guard,
    ephemeralPorts: parts.facts.ephemeralPorts(),
    resolvers: parts.facts.resolvers(),
    blockedPorts: state.config?.blockedPorts ?? [],
  }
}
