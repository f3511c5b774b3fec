import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportUsers } from '../../../hub/contract/admin/user-lists.ts'
import { buildCsv, saveText } from '../../lib/export-text.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { callHub, type HubRequest } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { buildUserRows, joinCsv } from './build-user-csv.ts'
import type { SelectedUsers } from './use-selected-users.ts'

const fileName = 'users.csv'
/** Times 10,000 users. */
const mostParts = 20

type Query = NonNullable<HubRequest<typeof exportUsers>['query']>

/** Saves users as a file: those who are chosen, or all who match. */
export function useUserExport() {
  const { t } = useTranslation('common')
  const describe = useFailureText()
  const [isSaving, setSaving] = useState(false)
  const read = async (query: Query, leftOut: ReadonlySet<number>) => {
    const parts: string[] = []
    let after: string | null = null
    do {
      const part: { csv: string; next: string | null } = await callHub(exportUsers, {
        query: { ...query, ...(after === null ? {} : { after }) },
      })
      parts.push(part.csv)
      after = part.next
    } while (after !== null && parts.length < mostParts)
    return joinCsv(parts, leftOut)
  }
  const save = async (query: Query, chosen: SelectedUsers) => {
    setSaving(true)
    try {
      const { selection, rows } = chosen
      const isSome = selection.kind === 'some' && selection.keys.size > 0
      const leftOut = selection.kind === 'all' ? selection.except : new Set<number>()
      const csv = isSome ? buildCsv(buildUserRows(rows.values())) : await read(query, leftOut)
      const file = await saveText(fileName, csv)
      if (file !== null) tell(t('exported', { file }))
    } catch (error) {
      tellFailure(describe(error instanceof Error ? error : new Error(String(error))))
    } finally {
      setSaving(false)
    }
  }
  return { isSaving, save: (query: Query, chosen: SelectedUsers) => void save(query, chosen) }
}
