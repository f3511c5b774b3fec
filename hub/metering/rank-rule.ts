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
 * The greatest of all lists together, from the sums over all lists of what is in front in some. Null where something
 * that is in front in none could still be among them: it has in each list at most what the last of its head has.
 */
export function greatestOf(
  heads: readonly Head[],
  sums: ReadonlyMap<number, number>,
  limit: number,
): number[] | null {
  const inOrder = [...sums].sort(([a, left], [b, right]) => right - left || a - b)
  const greatest = inOrder.slice(0, limit)
  const open = heads.filter(head => !head.isWhole)
  if (open.length > 0) {
    const bound = open.reduce((sum, head) => sum + (head.entries.at(-1)?.sum ?? 0), 0)
    const last = greatest[limit - 1]
    if (last === undefined || last[1] <= bound) return null
  }
  return greatest.map(([id]) => id)
}
