import { Button, Drawer, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BackupView } from '../../../../hub/contract/admin/backups.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from '../system.module.css'
import { CheckTag } from './backup-columns.tsx'
import { wasChecked } from './build-backup-standing.ts'

interface BackupDrawerProps {
  readonly backup: BackupView | null
  onClose(): void
  onCheck(backup: BackupView): void
}

/** One backup in full, and how it is brought back. */
export function BackupDrawer({ backup, onClose, onCheck }: BackupDrawerProps) {
  return (
    <Drawer
      opened={backup !== null}
      onClose={onClose}
      position="right"
      size={520}
      title={<span className={classes['code']}>{backup?.file}</span>}
    >
      {backup === null ? null : <BackupDetail backup={backup} onCheck={onCheck} />}
    </Drawer>
  )
}

function BackupDetail({
  backup,
  onCheck,
}: {
  readonly backup: BackupView
  onCheck(backup: BackupView): void
}) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const mayRun = useRight('backups.run')
  const command = `sluice restore ${backup.file}`
  return (
    <Stack>
      {backup.problem === '' ? null : <p className={classes['message']}>{backup.problem}</p>}
      <Facts
        items={[
          [t('backups.made'), <TimeText key="made" at={backup.startedAt} as="short" />],
          [
            t('backups.took'),
            backup.finishedAt === null ? '–' : format.duration(backup.finishedAt - backup.startedAt),
          ],
          [t('backups.size'), backup.bytes === null ? '–' : format.bytes(backup.bytes)],
          [t('backups.check'), <CheckTag key="check" backup={backup} />],
          [t('backups.auditNumber'), backup.auditNumber === null ? '–' : format.number(backup.auditNumber)],
        ]}
      />
      {backup.sha256 === null ? null : (
        <div>
          <h2>{t('backups.digest')}</h2>
          <div className={classes['print']}>
            {backup.sha256} <CopyButton text={backup.sha256} />
          </div>
        </div>
      )}
      {backup.state === 'done' ? (
        <div>
          <h2>{t('backups.restoreHint')}</h2>
          <div className={classes['print']}>
            {command} <CopyButton text={command} />
          </div>
        </div>
      ) : null}
      {mayRun && backup.state === 'done' ? (
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onCheck(backup)}>
            {wasChecked(backup) ? t('backups.checkAgain') : t('backups.checkNow')}
          </Button>
        </Group>
      ) : null}
    </Stack>
  )
}
