import type { TableListing } from '../firewall/table-state.ts'
import type { DurableState } from '../state/durable-state.ts'

/**
 * What the kernel's table means to the state found at a start, or when the table is looked at again.
 *
 *   no state                        -> new instance, every counter from 0 (`state_lost` if a table of ours is alive)
 *   state, no table                 -> recreate it from the durable readings (`reboot` or `table_lost`)
 *   state, table with its marker    -> keep: the kernel's counters are the readings
 *   state to be rebuilt, any table  -> replace the table by the durable readings
 *   state, table with another mark  -> new instance, every counter from 0
 */
export type RebuildDecision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'recreate'; readonly reason: 'reboot' | 'table_lost' | null }
  | { readonly kind: 'replace' }
  | { readonly kind: 'new_instance'; readonly reason: 'state_lost' | null }

export function decideRebuild(
  state: DurableState | null,
  listing: Pick<TableListing, 'ids'> | null,
  bootId: string,
): RebuildDecision {
  if (!state) return { kind: 'new_instance', reason: listing ? 'state_lost' : null }
  const own = listing?.ids.length === 1 && listing.ids[0] === state.instance
  if (listing && own) return { kind: 'keep' }
  if (state.rebuild) return { kind: 'replace' }
  if (listing) return { kind: 'new_instance', reason: 'state_lost' }
  // Nothing was counted yet: nothing can have been lost.
  if (!state.config) return { kind: 'recreate', reason: null }
  return { kind: 'recreate', reason: state.bootId === bootId ? 'table_lost' : 'reboot' }
}
