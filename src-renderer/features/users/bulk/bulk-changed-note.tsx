import { Alert, Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BulkChange } from './build-bulk.ts'

const mostNamed = 6

interface BulkChangedNoteProps {
  readonly change: BulkChange
  onPreviewAgain(): void
  onTakeSeen(): void
}

/** Others match by now than were seen: who came, who went, and the two ways on. */
export function BulkChangedNote({ change, onPreviewAgain, onTakeSeen }: BulkChangedNoteProps) {
  const { t } = useTranslation('users')
  const line = (key: 'came' | 'went', { users, first }: BulkChange['added']) => {
    const some = first.slice(0, mostNamed).map(({ name, userId }) => (name === '' ? `#${userId}` : name))
    const names = some.join(t('comma'))
    const all = users > some.length ? t('bulk.andMore', { names }) : names
    return users === 0 ? null : <div>{t(`bulk.${key}`, { count: users, names: all })}</div>
  }
  return (
    <Alert color="yellow" variant="light" title={t('bulk.changedTitle')} role="alert">
      {line('came', change.added)}
      {line('went', change.gone)}
      <div>{t('bulk.changedHint')}</div>
      <Group gap="xs" mt="sm">
        <Button size="compact-sm" variant="default" onClick={onPreviewAgain}>
          {t('bulk.previewAgain')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onTakeSeen}>
          {t('bulk.takeSeen')}
        </Button>
      </Group>
    </Alert>
  )
}
