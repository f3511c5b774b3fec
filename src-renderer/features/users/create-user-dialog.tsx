import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { createUser } from '../../../hub/contract/admin/users.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { DialogFrame } from '../../ui/dialog-frame.tsx'
import { tell } from '../../ui/notify.tsx'
import { emptyForm, userForm, wrongIn } from './build-user-form.ts'
import { touchedByUser } from './user-endpoints.ts'
import { UserFields } from './user-fields.tsx'

/** Adds a user; what was typed is still there after a crash. His page follows, where he is given a plan. */
export function CreateUserDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(['users', 'common'])
  const navigate = useNavigate()
  const draft = useDraft('user.create', userForm, emptyForm)
  const [isTried, setTried] = useState(false)
  const create = useHubAction(createUser, {
    changes: touchedByUser,
    onDone: user => {
      draft.end()
      tell(t('userCreated', { name: user.name }))
      onClose()
      void navigate(`/users/${user.id}`)
    },
  })
  const send = () => {
    setTried(true)
    const { name, email, ...rest } = draft.value
    if (Object.keys(wrongIn(draft.value)).length > 0) return
    create.mutate({ body: { ...rest, name: name.trim(), email: email.trim() } })
  }
  return (
    <DialogFrame
      title={t('newUser')}
      onClose={onClose}
      onSubmit={send}
      submit={t('createUser')}
      isSending={create.isPending}
      error={create.error}
      size={560}
      aside={
        draft.isDraft ? (
          <Button variant="subtle" color="gray" onClick={draft.end}>
            {t('discardDraft')}
          </Button>
        ) : null
      }
    >
      <UserFields form={draft.value} onChange={draft.set} isTried={isTried} />
      <Text size="sm" c="dimmed">
        {t('newUserHint')}
      </Text>
    </DialogFrame>
  )
}
