import { useEffect, useState } from 'react'
import type { UserListItem } from '../../../hub/contract/admin/user-views.ts'
import { useIsWayBack, whenForgotten } from '../../lib/last-lists.ts'
import { nothingSelected, type Selection } from '../../ui/selection.ts'

export interface SelectedUsers {
  readonly selection: Selection
  /** Those of `some`, as they were last seen: the list may show others by now. */
  readonly rows: ReadonlyMap<number, UserListItem>
}

const nobody: SelectedUsers = { selection: nothingSelected, rows: new Map() }

interface Kept {
  readonly chosen: SelectedUsers
  /** The filters they were chosen by. */
  readonly narrowing: string
}

const nothingKept: Kept = { chosen: nobody, narrowing: '' }
let left = nothingKept
whenForgotten(() => {
  left = nothingKept
})

/**
 * Who is chosen in the list. Single users stay chosen whatever the list shows; "all that match" ends where the
 * filters, written as `narrowing`, change. Who comes back from one of them finds all chosen still.
 */
export function useSelectedUsers(items: readonly UserListItem[], narrowing: string) {
  const isBack = useIsWayBack()
  const [kept, setKept] = useState(isBack ? left : nothingKept)
  useEffect(() => {
    left = kept
  }, [kept])
  const isOfOthers = kept.chosen.selection.kind === 'all' && kept.narrowing !== narrowing
  const chosen = isOfOthers ? nobody : kept.chosen
  const choose = (selection: Selection) => {
    const rows = new Map<number, UserListItem>()
    for (const key of selection.kind === 'some' ? selection.keys : []) {
      const row = items.find(({ id }) => id === key) ?? chosen.rows.get(key)
      if (row !== undefined) rows.set(key, row)
    }
    setKept({ chosen: { selection, rows }, narrowing })
  }
  return { chosen, choose }
}
