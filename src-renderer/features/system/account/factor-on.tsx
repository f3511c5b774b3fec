import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../../lib/bridge.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { QrCode } from '../../../ui/qr-code.tsx'
import classes from '../system.module.css'
import { RecoveryCodes } from './recovery-codes.tsx'

interface FactorOnProps {
  readonly isOpen: boolean
  onClose(): void
}

type Step =
  | { readonly kind: 'password' }
  | { readonly kind: 'scan'; readonly secret: string; readonly uri: string }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }

/** Password, then the code to scan, then the recovery codes: three steps, the last of which only its button closes. */
export function FactorOn({ isOpen, onClose }: FactorOnProps) {
  const { t } = useTranslation('system')
  const [step, setStep] = useState<Step>({ kind: 'password' })
  const close = () => {
    setStep({ kind: 'password' })
    onClose()
  }
  const isLast = step.kind === 'codes'
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={isLast ? t('account.recoveryTitle') : t('account.factor')}
      closeOnClickOutside={step.kind === 'password'}
      closeOnEscape={!isLast}
      withCloseButton={!isLast}
      size={440}
    >
      {step.kind === 'password' ? (
        <AskPassword onBegun={begun => setStep({ kind: 'scan', ...begun })} />
      ) : null}
      {step.kind === 'scan' ? (
        <Scan {...step} onConfirmed={codes => setStep({ kind: 'codes', codes })} />
      ) : null}
      {step.kind === 'codes' ? <RecoveryCodes codes={step.codes} onKept={close} /> : null}
    </Modal>
  )
}

function AskPassword({ onBegun }: { onBegun(begun: { secret: string; uri: string }): void }) {
  const { t } = useTranslation('system')
  const [password, setPassword] = useState('')
  const begin = useMutation({
    mutationFn: () => ask('session.beginSecondFactor', { password }),
    onSuccess: onBegun,
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        begin.mutate()
      }}
    >
      <Stack>
        <PasswordInput
          label={t('account.yourPassword')}
          value={password}
          required
          data-autofocus
          autoComplete="current-password"
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <FailureAlert error={begin.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={begin.isPending}>
            {t('account.begin')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface ScanProps {
  readonly secret: string
  readonly uri: string
  onConfirmed(codes: readonly string[]): void
}

function Scan({ secret, uri, onConfirmed }: ScanProps) {
  const { t } = useTranslation('system')
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => ask('session.confirmSecondFactor', { code }),
    onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        confirm.mutate()
      }}
    >
      <Stack align="center">
        <span>{t('account.scan')}</span>
        <QrCode text={uri} label={t('account.scan')} />
        <span className={classes['faint']}>{t('account.scanHint')}</span>
        <span className={classes['print']}>
          {secret.match(/.{1,4}/g)?.join(' ') ?? secret} <CopyButton text={secret} />
        </span>
      </Stack>
      <Stack mt="md">
        <TextInput
          label={t('account.code')}
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={6}
          data-autofocus
          onChange={event => setCode(event.currentTarget.value)}
        />
        <FailureAlert error={confirm.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={confirm.isPending} disabled={code.trim().length < 6}>
            {t('account.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
