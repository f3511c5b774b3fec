import type { TableListing } from '../firewall/table-state.ts'
import type { Clock, Log, NodeFacts, StateStore } from '../ports.ts'
import { type DurableState, newInstance } from '../state/durable-state.ts'
import { decideRebuild } from './rebuild-rule.ts'

/** Puts the seq of a state taken from an older copy beyond any that the damaged one can have had. */
const seqJump = 1_000_000

/**
 * The state to go on with. A damaged newest copy is replaced by the one before it only while the kernel's counters
 * are alive, for those are at or above every value ever answered; otherwise a new instance begins.
 */
export async function loadState(
  parts: {
    readonly store: StateStore
    readonly clock: Clock
    readonly facts: Pick<NodeFacts, 'bootId'>
    readonly randomId: () => string
    readonly log: Log
  },
  listing: TableListing | null,
): Promise<{ readonly state: DurableState; readonly jumped: boolean }> {
  const { store, clock, facts, log } = parts
  const loaded = await store.load()
  const now = clock.now()
  const bootId = facts.bootId()
  const found = loaded.kind === 'none' ? null : loaded.state
  const decision = decideRebuild(found, listing, bootId)
  if (loaded.kind === 'loaded' && decision.kind !== 'new_instance')
    return { state: loaded.state, jumped: false }
  let state: DurableState
  let jumped = false
  if (loaded.kind === 'damaged' && found && decision.kind === 'keep') {
    state = { ...found, seq: found.seq + seqJump }
    jumped = true
  } else {
    const lost = loaded.kind === 'damaged' || decision.kind !== 'new_instance' || decision.reason !== null
    const gap = lost
      ? ({ from: found?.savedAt ?? now, until: now, reason: 'state_lost', seq: 1 } as const)
      : null
    const before = found && loaded.kind === 'damaged' ? { ...found, seq: found.seq + seqJump } : found
    state = newInstance(parts.randomId(), before, { now, bootId, readings: new Map(), gap })
    log(gap ? 'warn' : 'info', 'a new instance begins', {
      instance: state.instance,
      reason: gap?.reason ?? 'first start',
    })
  }
  // Twice: both copies then are of this state.
  state = { ...state, seq: state.seq + 1 }
  await store.save(state)
  state = { ...state, seq: state.seq + 1 }
  await store.save(state)
  return { state, jumped }
}
