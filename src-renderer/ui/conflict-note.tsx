import { Alert, Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './ui.module.css'

export interface ConflictField {
  readonly label: string
  readonly theirs: ReactNode
  readonly mine: ReactNode
}

interface ConflictNoteProps {
  /** What is now otherwise than it was when the form was opened. */
  readonly fields: readonly ConflictField[]
  onTakeTheirs(): void
  onKeepMine(): void
}

/** Somebody else saved first: what they changed, and the two ways on. */
export function ConflictNote({ fields, onTakeTheirs, onKeepMine }: ConflictNoteProps) {
  const { t } = useTranslation()
  return (
    <Alert
      color="yellow"
      variant="light"
      title={t('changedMeanwhile')}
      role="alert"
      styles={{ title: { color: 'var(--warn)' } }}
    >
      <p className={classes['conflictLead']}>{t('changedMeanwhileHint')}</p>
      {fields.length === 0 ? null : (
        <table className={classes['conflict']}>
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{t('theirs')}</th>
              <th scope="col">{t('mine')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ label, theirs, mine }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{theirs}</td>
                <td>{mine}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Group gap="xs" mt="sm">
        <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
          {t('takeTheirs')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onKeepMine}>
          {t('keepMine')}
        </Button>
      </Group>
    </Alert>
  )
}
