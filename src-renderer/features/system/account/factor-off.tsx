import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { removeSecondFactor } from '../../../../hub/contract/admin/session.ts'
import { ask } from '../../../lib/bridge.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { tell } from '../../../ui/notify.tsx'

interface FactorOffProps {
  readonly isOpen: boolean
  onClose(): void
}

/** Takes the second factor off: with the password and a code, so that a left computer does not suffice. */
export function FactorOff({ isOpen, onClose }: FactorOffProps) {
  const { t } = useTranslation('system')
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('account.factor')} size={420}>
      <FactorOffForm onDone={onClose} />
    </Modal>
  )
}

function FactorOffForm({ onDone }: { onDone(): void }) {
  const { t } = useTranslation('system')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const remove = useHubAction(removeSecondFactor, {
    changes: ['session.', 'operators.'],
    onDone() {
      // The connection looks at its session anew, and knows.
      void ask('connection.retry', {})
      tell(t('account.removed'))
      onDone()
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        remove.mutate({ body: { password, code } })
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
        <TextInput
          label={t('account.codeOrRecovery')}
          value={code}
          required
          maxLength={32}
          autoComplete="one-time-code"
          onChange={event => setCode(event.currentTarget.value)}
        />
        <FailureAlert error={remove.error} />
        <Group justify="flex-end">
          <Button
            type="submit"
            color="red"
            loading={remove.isPending}
            disabled={code.trim().length < 6 || password === ''}
          >
            {t('account.turnOff')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
