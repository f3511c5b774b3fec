import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportUsers } from '../../../hub/contract/admin/user-lists.ts'
import { CallFailed } from '../../lib/bridge.ts'
import { buildCsv, saveText } from '../../lib/export-text.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { callHub, type HubRequest } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { buildUserRows, joinCsv } from './build-user-csv.ts'
import type { SelectedUsers } from './use-selected-users.ts'

const fileName = 'users.csv'
const rowsAPart = 10_000
const mostParts = 50

type Query = NonNullable<HubRequest<typeof exportUsers>['query']>

export interface UserExport {
  /** How many were read so far; null while nothing is saved. */
  readonly rows: number | null
  save(query: Query, chosen: SelectedUsers): void
  cancel(): void
}

/** Saves users as a file: those who are chosen, or all who match. Ends with the screen. */
export function useUserExport(): UserExport {
  const { t } = useTranslation('common')
  const describe = useFailureText()
  const [rows, setRows] = useState<number | null>(null)
  const work = useRef<AbortController | null>(null)
  useEffect(() => () => work.current?.abort(), [])
  const read = async (query: Query, leftOut: ReadonlySet<number>, signal: AbortSignal) => {
    const parts: string[] = []
    let after: string | null = null
    do {
      const request = { query: { ...query, ...(after === null ? {} : { after }) } }
      const part: { csv: string; next: string | null } = await callHub(exportUsers, request, { signal })
      parts.push(part.csv)
      setRows(parts.length * rowsAPart)
      after = part.next
    } while (after !== null && parts.length < mostParts)
    return joinCsv(parts, leftOut)
  }
  const save = async (query: Query, { selection, rows: known }: SelectedUsers) => {
    const begun = new AbortController()
    const { signal } = begun
    work.current = begun
    setRows(0)
    try {
      const isSome = selection.kind === 'some' && selection.keys.size > 0
      const leftOut = selection.kind === 'all' ? selection.except : new Set<number>()
      const csv = isSome ? buildCsv(buildUserRows(known.values())) : await read(query, leftOut, signal)
      if (signal.aborted) return
      const file = await saveText(fileName, csv)
      if (file !== null) tell(t('exported', { file }))
    } catch (error) {
      if (error instanceof CallFailed && signal.aborted) return
      tellFailure(describe(error instanceof Error ? error : new Error(String(error))))
    } finally {
      setRows(null)
    }
  }
  return {
    rows,
    save: (query, chosen) => void save(query, chosen),
    cancel: () => work.current?.abort(),
  }
}
