import type { BulkItemView } from '../contract/admin/bulk-views.ts'

/** What is kept of what was done for a user: what is shown of it, and what its undo needs besides. */
export type ItemFacts = BulkItemView['facts'] & {
  /** Of a resumption: why he had been suspended. */
  readonly statusReason?: string
}

/** The deeds alone write them, so their form is known. */
export const factsOf = (facts: unknown): ItemFacts => facts as ItemFacts

export function mapFacts(facts: unknown): BulkItemView['facts'] {
  const { statusReason: _, ...shown } = factsOf(facts)
  return shown
}
