/** The greatest of one list, in falling order. */
export interface Head {
  readonly entries: readonly { readonly id: number; readonly sum: number }[]
  /** The list has no others. */
  readonly isWhole: boolean
}

/** What can be among the greatest of all lists together: everything that is in front in one of them. */
export function candidatesOf(heads: readonly Head[]): number[] {
  return [...new Set(heads.flatMap(head => head.entries.map(entry => entry.id)))]
}

/**
 * The greatest by `sums`, which are those of what is in front in some list. Null where something that is in front in none
 * could still be among them: it has at most what the last of each list's head has, together.
 */
export function greatestOf(
  heads: readonly Head[],
  sums: ReadonlyMap<number, number>,
  limit: number,
): number[] | null {
  const found = greatest(sums, limit)
  const open = heads.filter(head => !head.isWhole)
  if (open.length > 0) {
    const bound = open.reduce((sum, head) => sum + (head.entries.at(-1)?.sum ?? 0), 0)
    const last = found[limit - 1]
    if (last === undefined || last.sum <= bound) return null
  }
  return found.map(({ id }) => id)
}

/** So many with the greatest sums, in falling order. */
export function greatest(sums: ReadonlyMap<number, number>, limit: number): Head['entries'] {
  return [...sums]
    .sort(([a, left], [b, right]) => right - left || a - b)
    .slice(0, limit)
    .map(([id, sum]) => ({ id, sum }))
}
