import { Button } from '@mantine/core'
import { IconDownload, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import type { UserExport } from './use-user-export.ts'

interface ExportButtonProps {
  readonly exporting: UserExport
  /** How many there are to save. */
  readonly total: number
  save(): void
}

/** Saves users as a file; while it reads them, says how far it is, and stops where it is pressed again. */
export function ExportButton({ exporting: { rows, cancel }, total, save }: ExportButtonProps) {
  const { t } = useTranslation(['users', 'common'])
  const format = useFormat()
  if (rows === null) {
    return (
      <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />} onClick={save}>
        {t('common:export')}
      </Button>
    )
  }
  const part = format.percent(total === 0 ? 0 : Math.min(1, rows / total))
  return (
    <Button
      variant="default"
      leftSection={<IconX size={15} aria-hidden />}
      onClick={cancel}
      title={t('exportStop')}
    >
      {t('exporting', { part })}
    </Button>
  )
}
