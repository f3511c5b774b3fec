import { Button } from '@mantine/core'
import {
  IconCalendarPlus,
  IconDatabasePlus,
  IconMail,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRight } from '../../lib/connection-store.ts'
import type { UserNarrowing } from './build-user-query.ts'
import { type BulkKind, bulkKinds } from './bulk/build-bulk.ts'
import { BulkDialog } from './bulk/bulk-dialog.tsx'
import { writeSelection } from './bulk/write-selection.ts'
import type { SelectedUsers } from './use-selected-users.ts'
import classes from './users.module.css'

const icons = {
  days: IconCalendarPlus,
  bytes: IconDatabasePlus,
  suspend: IconPlayerPause,
  resume: IconPlayerPlay,
  message: IconMail,
} as const

interface BulkBarProps {
  readonly count: number
  readonly chosen: SelectedUsers
  readonly narrowing: UserNarrowing
  /** Saves those who are chosen. */
  readonly exporter: ReactNode
  clear(): void
}

/** Stands in place of the filters while users are chosen: what can be done with all of them. */
export function BulkBar({ count, chosen, narrowing, exporter, clear }: BulkBarProps) {
  const { t } = useTranslation(['users', 'common'])
  const mayBulk = useRight('users.bulk')
  const [kind, setKind] = useState<BulkKind | null>(null)
  const label = t('common:selected', { count })
  return (
    <div className={classes['bulkBar']} role="toolbar" aria-label={label}>
      <b>{label}</b>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={clear}>
        {t('common:clearSelection')}
      </Button>
      <span className={classes['space']} />
      {mayBulk
        ? bulkKinds.map(each => {
            const Icon = icons[each]
            return (
              <Button
                key={each}
                variant="default"
                leftSection={<Icon size={15} aria-hidden />}
                onClick={() => setKind(each)}
              >
                {t(`bulk.kind.${each}`)}
              </Button>
            )
          })
        : null}
      {exporter}
      {kind === null ? null : (
        <BulkDialog
          kind={kind}
          selection={writeSelection(chosen.selection, narrowing)}
          count={count}
          onClose={() => setKind(null)}
        />
      )}
    </div>
  )
}
