import { Button, Progress } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupView } from '../../../../hub/contract/admin/backups.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFormat } from '../../../lib/use-format.ts'
import type { Column } from '../../../ui/table-types.ts'
import { Tag } from '../../../ui/tag.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from '../system.module.css'
import { progressOf, wasChecked } from './build-backup-standing.ts'

export function useBackupColumns(checkAgain: (backup: BackupView) => void): readonly Column<BackupView>[] {
  const { t } = useTranslation('system')
  const format = useFormat()
  const mayRun = useRight('backups.run')
  return useMemo(
    () => [
      {
        id: 'made',
        header: t('backups.made'),
        width: '150px',
        cell: backup => <TimeText at={backup.startedAt} as="short" />,
      },
      {
        id: 'file',
        header: t('backups.file'),
        width: 'minmax(300px, 2fr)',
        cell: backup => <span className={classes['code']}>{backup.file === '' ? '–' : backup.file}</span>,
      },
      {
        id: 'state',
        header: t('alerts.state'),
        width: 'minmax(110px, 1fr)',
        cell: backup => <BackupState backup={backup} />,
      },
      {
        id: 'size',
        header: t('backups.size'),
        width: '110px',
        align: 'right',
        cell: backup => (backup.bytes === null ? '–' : format.bytes(backup.bytes)),
      },
      {
        id: 'check',
        header: t('backups.check'),
        width: '212px',
        cell: backup => (
          <>
            <CheckTag backup={backup} />{' '}
            {backup.checkedAt === null || backup.state !== 'done' ? null : (
              <span className={classes['muted']}>
                <TimeText at={backup.checkedAt} />
              </span>
            )}
          </>
        ),
      },
      {
        id: 'again',
        header: '',
        width: '120px',
        align: 'right',
        cell: backup =>
          mayRun && backup.state === 'done' ? (
            <Button
              size="compact-xs"
              variant="default"
              onClick={event => {
                event.stopPropagation()
                checkAgain(backup)
              }}
            >
              {wasChecked(backup) ? t('backups.checkAgain') : t('backups.checkNow')}
            </Button>
          ) : null,
      },
    ],
    [t, format, mayRun, checkAgain],
  )
}

function BackupState({ backup }: { readonly backup: BackupView }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const text = t(`backups.states.${backup.state}`)
  switch (backup.state) {
    case 'running':
      return (
        <Progress
          value={progressOf(backup) * 100}
          aria-label={t('backups.progress', {
            done: format.number(backup.rowsDone),
            total: format.number(backup.rowsTotal),
          })}
        />
      )
    case 'failed':
      return (
        <Tag tone="bad" title={backup.problem}>
          {text}
        </Tag>
      )
    case 'done':
      return <Tag tone="ok">{text}</Tag>
    case 'queued':
    case 'removed':
      return <Tag tone="plain">{text}</Tag>
  }
}

export function CheckTag({ backup }: { readonly backup: BackupView }) {
  const { t } = useTranslation('system')
  if (backup.state !== 'done') return <span className={classes['faint']}>–</span>
  const tone = ({ good: 'ok', bad: 'bad', waiting: 'warn', none: 'plain' } as const)[backup.check]
  return <Tag tone={tone}>{t(`backups.checks.${backup.check}`)}</Tag>
}
