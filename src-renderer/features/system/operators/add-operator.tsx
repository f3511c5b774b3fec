import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createOperator } from '../../../../hub/contract/admin/operators.ts'
import type { Role } from '../../../../hub/contract/rights.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import type { FreshPassword } from './password-shown.tsx'
import { RoleChoice } from './role-choice.tsx'

interface AddOperatorProps {
  readonly isOpen: boolean
  onClose(): void
  onMade(fresh: FreshPassword): void
}

/** A new account, with a password that the hub makes up. */
export function AddOperator({ isOpen, onClose, onMade }: AddOperatorProps) {
  const { t } = useTranslation('system')
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('operators.add')}>
      <AddForm
        onCancel={onClose}
        onMade={fresh => {
          onClose()
          onMade(fresh)
        }}
      />
    </Modal>
  )
}

interface AddFormProps {
  onCancel(): void
  onMade(fresh: FreshPassword): void
}

function AddForm({ onCancel, onMade }: AddFormProps) {
  const { t } = useTranslation(['system', 'common'])
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('support')
  const create = useHubAction(createOperator, {
    changes: ['operators.'],
    onDone: ({ operator, password }) => onMade({ name: operator.name, password }),
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        create.mutate({ body: { name, email, role } })
      }}
    >
      <Stack>
        <TextInput
          label={t('operators.name')}
          value={name}
          required
          maxLength={64}
          data-autofocus
          onChange={event => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('operators.email')}
          type="email"
          value={email}
          required
          maxLength={254}
          onChange={event => setEmail(event.currentTarget.value)}
        />
        <RoleChoice value={role} onChange={setRole} />
        <FailureAlert error={create.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('operators.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
