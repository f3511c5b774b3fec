import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { saveText } from '../../../lib/export-text.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { tell, tellFailure } from '../../../ui/notify.tsx'
import classes from '../system.module.css'

interface RecoveryCodesProps {
  readonly codes: readonly string[]
  onKept(): void
}

/** What lets one in without the phone; the hub keeps only their hashes. */
export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const { t } = useTranslation(['system', 'common'])
  const describe = useFailureText()
  const text = codes.join('\n')
  const save = async () => {
    try {
      const file = await saveText(t('account.codesFile'), `${text}\n`)
      if (file !== null) tell(t('common:exported', { file }))
    } catch (error) {
      if (error instanceof Error) tellFailure(describe(error))
    }
  }
  return (
    <Stack>
      <p className={classes['lead']}>{t('account.recoveryHint')}</p>
      <ul className={classes['codes']} aria-label={t('account.recoveryTitle')}>
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="space-between">
        <Group gap="xs">
          <Button variant="default" onClick={() => void save()}>
            {t('account.saveCodes')}
          </Button>
          <CopyButton text={text} />
        </Group>
        <Button onClick={onKept}>{t('account.codesKept')}</Button>
      </Group>
    </Stack>
  )
}
