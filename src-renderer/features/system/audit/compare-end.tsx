import { Alert, Button, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { proveAudit } from '../../../../hub/contract/admin/audit.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { callHub } from '../../../lib/use-hub.ts'
import classes from '../system.module.css'

interface CompareEndProps {
  readonly isOpen: boolean
  onClose(): void
}

/** Holds an end of the log that somebody kept outside against the log. */
export function CompareEnd({ isOpen, onClose }: CompareEndProps) {
  const { t } = useTranslation('system')
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('audit.compare')} size={520}>
      <CompareForm />
    </Modal>
  )
}

function CompareForm() {
  const { t } = useTranslation('system')
  const format = useFormat()
  const describe = useFailureText()
  const [number, setNumber] = useState<number | string>('')
  const [hash, setHash] = useState('')
  const wanted = hash.trim().toLowerCase()
  const compare = useMutation({
    mutationFn: () => callHub(proveAudit, { query: { number: Number(number), hash: wanted } }),
  })
  const isWhole = number !== '' && /^[0-9a-f]{64}$/.test(wanted)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        compare.mutate()
      }}
    >
      <Stack>
        <p className={classes['lead']}>{t('audit.compareHint')}</p>
        <NumberInput
          label={t('audit.number')}
          value={number}
          min={0}
          hideControls
          data-autofocus
          onChange={setNumber}
        />
        <TextInput
          label={t('audit.hash')}
          value={hash}
          spellCheck={false}
          classNames={{ input: classes['code'] ?? '' }}
          onChange={event => setHash(event.currentTarget.value)}
        />
        {compare.error === null ? null : <Alert color="red" {...asAlert(describe(compare.error))} />}
        {compare.data === undefined ? null : compare.data.ok ? (
          <Alert color="green" title={t('audit.whole')} role="status">
            {t('audit.compared')}
          </Alert>
        ) : (
          <Alert color="red" title={t('audit.broken')} role="alert">
            {t('audit.brokenAt', {
              number: format.number(compare.data.number),
              problem: compare.data.problem,
            })}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={compare.isPending} disabled={!isWhole}>
            {t('audit.compareNow')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const asAlert = ({ title, hint }: { readonly title: string; readonly hint: string }) => ({
  title,
  children: hint,
})
