import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UserNarrowing } from './build-user-query.ts'
import type { SelectedUsers } from './use-selected-users.ts'
import classes from './users.module.css'

interface BulkBarProps {
  readonly count: number
  readonly chosen: SelectedUsers
  readonly narrowing: UserNarrowing
  readonly isSaving: boolean
  save(): void
  clear(): void
}

/** Stands in place of the filters while users are chosen: what can be done with all of them. */
export function BulkBar({ count, isSaving, save, clear }: BulkBarProps) {
  const { t } = useTranslation(['users', 'common'])
  return (
    <div className={classes['bulkBar']} role="toolbar" aria-label={t('common:selected', { count })}>
      <b>{t('common:selected', { count })}</b>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={clear}>
        {t('common:clearSelection')}
      </Button>
      <span className={classes['space']} />
      <Button
        variant="default"
        leftSection={<IconDownload size={15} aria-hidden />}
        loading={isSaving}
        onClick={save}
      >
        {t('common:export')}
      </Button>
    </div>
  )
}
