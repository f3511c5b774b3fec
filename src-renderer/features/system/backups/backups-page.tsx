import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type BackupView,
  checkBackup,
  listBackups,
  runBackup,
} from '../../../../hub/contract/admin/backups.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHubAction, useHubPages } from '../../../lib/use-hub.ts'
import { useNow } from '../../../lib/use-now.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { tell, tellFailure } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { StateMessage } from '../../../ui/state-message.tsx'
import { Tag } from '../../../ui/tag.tsx'
import classes from '../system.module.css'
import { SystemFrame } from '../system-frame.tsx'
import { useBackupColumns } from './backup-columns.tsx'
import { BackupDrawer } from './backup-drawer.tsx'
import { findProven, isUnderWay } from './build-backup-standing.ts'
import { KeyNote } from './key-note.tsx'

/** No event tells how far a backup is, or how its check ended. */
const everyMs = 2_000

/** Can the service be brought back, and to when. */
export function BackupsPage() {
  const { t } = useTranslation('system')
  const describe = useFailureText()
  const mayRun = useRight('backups.run')
  const [shownId, setShownId] = useState<number | null>(null)
  const list = useHubPages(listBackups, {}, { everyMs })
  const fail = (error: Error) => tellFailure(describe(error))
  const run = useHubAction(runBackup, {
    changes: ['backup.', 'overview.'],
    onDone: () => tell(t('backups.started')),
    onFailed: fail,
  })
  const check = useHubAction(checkBackup, {
    changes: ['backup.'],
    onDone: () => tell(t('backups.checkStarted')),
    onFailed: fail,
  })
  const checkAgain = (backup: BackupView) => check.mutate({ params: { backupId: backup.id } })
  const columns = useBackupColumns(checkAgain)
  return (
    <SystemFrame
      part="backups"
      tags={list.query.isPending ? null : <Standing backups={list.items} />}
      actions={
        mayRun ? (
          <Button
            loading={run.isPending}
            disabled={list.items.some(isUnderWay)}
            onClick={() => run.mutate({})}
          >
            {t('backups.run')}
          </Button>
        ) : null
      }
    >
      <Panel flush className={classes['fill'] ?? ''}>
        <DataTable
          label={t('tabs.backups')}
          columns={columns}
          rows={list.items}
          rowKey={backup => backup.id}
          rowName={backup => backup.file}
          isLoading={list.query.isPending}
          error={list.query.error}
          retry={() => void list.query.refetch()}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={backup => setShownId(backup.id)}
          empty={<StateMessage title={t('backups.none')} hint={t('backups.noneHint')} />}
        />
      </Panel>
      <KeyNote />
      <BackupDrawer
        backup={list.items.find(({ id }) => id === shownId) ?? null}
        onClose={() => setShownId(null)}
        onCheck={checkAgain}
      />
    </SystemFrame>
  )
}

const oldMs = 2 * 86_400_000

function Standing({ backups }: { readonly backups: readonly BackupView[] }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const now = useNow()
  const proven = findProven(backups)
  if (proven === null) return <Tag tone="bad">{t('backups.unproven')}</Tag>
  const ago = format.relative(proven, now)
  return now - proven > oldMs ? (
    <Tag tone="bad">{t('backups.old', { ago })}</Tag>
  ) : (
    <Tag tone="ok">{t('backups.proven', { ago })}</Tag>
  )
}
