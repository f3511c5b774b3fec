/** What is selected of a list that is never loaded whole: some rows, or all that match but some. */
export type Selection =
  | { readonly kind: 'some'; readonly keys: ReadonlySet<number> }
  | { readonly kind: 'all'; readonly except: ReadonlySet<number> }

export const nothingSelected: Selection = { kind: 'some', keys: new Set() }
export const everythingSelected: Selection = { kind: 'all', except: new Set() }

export function isSelected(selection: Selection, key: number): boolean {
  return selection.kind === 'some' ? selection.keys.has(key) : !selection.except.has(key)
}

export function toggleKey(selection: Selection, key: number): Selection {
  const before = selection.kind === 'some' ? selection.keys : selection.except
  const keys = new Set(before)
  if (!keys.delete(key)) keys.add(key)
  return selection.kind === 'some' ? { kind: 'some', keys } : { kind: 'all', except: keys }
}

/** Selects these rows, or lets go of them. */
export function selectKeys(selection: Selection, keys: readonly number[], isOn: boolean): Selection {
  const before = selection.kind === 'some' ? selection.keys : selection.except
  const isListed = isOn === (selection.kind === 'some')
  const after = new Set(isListed ? [...before, ...keys] : before)
  if (!isListed) for (const key of keys) after.delete(key)
  return selection.kind === 'some' ? { kind: 'some', keys: after } : { kind: 'all', except: after }
}

/** How many are selected of `total` that match. */
export function countSelected(selection: Selection, total: number): number {
  return selection.kind === 'some' ? selection.keys.size : Math.max(0, total - selection.except.size)
}
