import type { DesiredConfig, DesiredPort } from '../../hub/contract/agent/config.ts'
import type { DurableState } from '../state/durable-state.ts'

export type RevisionDecision =
  | { readonly kind: 'apply' }
  /** The same pair with the same content: nothing to do. */
  | { readonly kind: 'same' }
  | { readonly kind: 'refuse'; readonly error: 'revision_refused' | 'revision_conflict' | 'instance_changed' }

/** Compares (epoch, revision), in that order, with what is applied. */
export function decideRevision(state: DurableState, wanted: DesiredConfig): RevisionDecision {
  const older =
    wanted.epoch < state.epoch || (wanted.epoch === state.epoch && wanted.revision < state.revision)
  if (older) return { kind: 'refuse', error: 'revision_refused' }
  if (wanted.instance !== state.instance) return { kind: 'refuse', error: 'instance_changed' }
  if (wanted.epoch === state.epoch && wanted.revision === state.revision) {
    if (state.config && sameContent(state.config, wanted)) return { kind: 'same' }
    return { kind: 'refuse', error: 'revision_conflict' }
  }
  return { kind: 'apply' }
}

function sameContent(left: DesiredConfig, right: DesiredConfig): boolean {
  const blocked = (config: DesiredConfig) => [...new Set(config.blockedPorts)].sort((a, b) => a - b).join()
  return (
    left.instance === right.instance &&
    blocked(left) === blocked(right) &&
    left.ports.length === right.ports.length &&
    changedPorts(left, right).length === 0
  )
}

/** Ports that were added, removed or differ in anything. */
export function changedPorts(before: DesiredConfig | null, after: DesiredConfig): readonly number[] {
  const old = new Map(before?.ports.map(port => [port.port, port]))
  const changed: number[] = []
  for (const port of after.ports) {
    const was = old.get(port.port)
    old.delete(port.port)
    if (!was || !samePort(was, port)) changed.push(port.port)
  }
  return [...changed, ...old.keys()].sort((a, b) => a - b)
}

function samePort(left: DesiredPort, right: DesiredPort): boolean {
  return (
    left.cipher === right.cipher &&
    left.password === right.password &&
    left.closeAt === right.closeAt &&
    left.closeAfter === right.closeAfter &&
    left.serve === right.serve
  )
}
