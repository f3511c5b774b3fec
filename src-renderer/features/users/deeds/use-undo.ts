import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { isAmong } from '../../../lib/use-hub.ts'
import { tell, tellFailure } from '../../../ui/notify.tsx'

/** Undoes something and says so, also once the screen that did it is gone. `touched` begins the names of what it makes old. */
export function useUndo(touched: readonly string[]): (undo: () => Promise<unknown>) => void {
  const { t } = useTranslation('userPage')
  const describe = useFailureText()
  const client = useQueryClient()
  return undo =>
    void undo().then(
      () => {
        void client.invalidateQueries({ predicate: ({ queryKey }) => isAmong(queryKey, touched) })
        tell(t('undone'))
      },
      (error: unknown) => tellFailure(describe(error instanceof Error ? error : new Error(String(error)))),
    )
}
