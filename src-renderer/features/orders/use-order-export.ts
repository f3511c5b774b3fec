import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveText } from '../../lib/export-text.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { callHub, type HubRequest } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { exportOrders } from './order-endpoints.ts'

/** Saves the orders that match as a file. */
export function useOrderExport() {
  const { t } = useTranslation(['orders', 'common'])
  const describe = useFailureText()
  const [isSaving, setSaving] = useState(false)
  const save = async (query: NonNullable<HubRequest<typeof exportOrders>['query']>) => {
    setSaving(true)
    try {
      const { name, csv, isWhole } = await callHub(exportOrders, { query })
      const file = await saveText(name, csv)
      if (file !== null) tell(isWhole ? t('common:exported', { file }) : t('exportedPart', { file }))
    } catch (error) {
      tellFailure(describe(error instanceof Error ? error : new Error(String(error))))
    } finally {
      setSaving(false)
    }
  }
  return { isSaving, save: (query: Parameters<typeof save>[0]) => void save(query) }
}
