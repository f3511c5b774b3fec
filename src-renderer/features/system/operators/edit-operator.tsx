import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editOperator, type OperatorView, operatorView } from '../../../../hub/contract/admin/operators.ts'
import type { Role } from '../../../../hub/contract/rights.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { ConflictNote } from '../../../ui/conflict-note.tsx'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { tell } from '../../../ui/notify.tsx'
import { RoleChoice } from './role-choice.tsx'

interface Draft {
  readonly name: string
  readonly email: string
  readonly role: Role
}

const draftOf = ({ name, email, role }: OperatorView): Draft => ({ name, email, role })
const fields = ['name', 'email', 'role'] as const

/** Name, address and role; two who change the same account see what the other changed. */
export function EditOperator({ operator }: { readonly operator: OperatorView }) {
  const { t } = useTranslation(['system', 'common'])
  const [base, setBase] = useState(operator)
  const [draft, setDraft] = useState<Draft>(draftOf(operator))
  const edit = useHubAction(editOperator, {
    changes: ['operators.'],
    onDone(changed) {
      setBase(changed)
      setDraft(draftOf(changed))
      tell(t('common:saved'))
    },
  })
  const save = (version: number) =>
    edit.mutate({ params: { operatorId: operator.id }, body: { version, ...draft } })
  const conflict =
    edit.error?.failure.code === 'changed_meanwhile' ? edit.error.failure.facts['current'] : null
  const theirs = operatorView.safeParse(conflict).data
  const isChanged = fields.some(field => draft[field] !== base[field])
  const write = (of: Draft, field: (typeof fields)[number]) =>
    field === 'role' ? t(`roles.${of.role}`) : of[field]
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save(base.version)
      }}
    >
      <Stack>
        <TextInput
          label={t('operators.name')}
          value={draft.name}
          required
          maxLength={64}
          onChange={event => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <TextInput
          label={t('operators.email')}
          type="email"
          value={draft.email}
          required
          maxLength={254}
          onChange={event => setDraft({ ...draft, email: event.currentTarget.value })}
        />
        <RoleChoice value={draft.role} onChange={role => setDraft({ ...draft, role })} />
        {theirs === undefined ? (
          <FailureAlert error={edit.error} />
        ) : (
          <ConflictNote
            fields={fields
              .filter(field => theirs[field] !== draft[field])
              .map(field => ({
                label: t(`operators.${field}`),
                theirs: write(theirs, field),
                mine: write(draft, field),
              }))}
            onTakeTheirs={() => {
              setBase(theirs)
              setDraft(draftOf(theirs))
              edit.reset()
            }}
            onKeepMine={() => {
              setBase(theirs)
              save(theirs.version)
            }}
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={edit.isPending} disabled={!isChanged}>
            {t('common:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
