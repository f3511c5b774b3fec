import * as z from 'zod'

export const mostSaved = 20
export const longestName = 40

const savedFilter = z.object({
  name: z.string().min(1).max(longestName),
  /** As it stands in an address. */
  query: z.string().max(600),
  /** The list opens with it; one at most. */
  isFirst: z.boolean().optional(),
})
/** Filters that an operator keeps under names. */
export const savedFilters = z.array(savedFilter).max(mostSaved)
export type SavedFilter = z.output<typeof savedFilter>

/** Adds one, or puts it in the place of the one of that name. */
export function keepFilter(kept: readonly SavedFilter[], name: string, query: string): SavedFilter[] {
  return kept.some(each => each.name === name)
    ? kept.map(each => (each.name === name ? { ...each, query } : each))
    : [...kept, { name, query }]
}

/** Gives one another name; one that had that name already is gone. */
export function renameFilter(kept: readonly SavedFilter[], from: string, to: string): SavedFilter[] {
  return kept
    .filter(each => each.name === from || each.name !== to)
    .map(each => (each.name === from ? { ...each, name: to } : each))
}

/** Lets the list open with the one of that name; with all users where it does so already. */
export function toggleFirst(kept: readonly SavedFilter[], name: string): SavedFilter[] {
  return kept.map(({ isFirst = false, ...each }) =>
    each.name === name && !isFirst ? { ...each, isFirst: true } : each,
  )
}
