import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { deleteUser } from '../../../../hub/contract/admin/users.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell } from '../../../ui/notify.tsx'
import { touchedByUser } from '../user-endpoints.ts'
import { servingNodes } from './deed-rule.ts'
import classes from './deeds.module.css'

interface DeleteDialogProps {
  readonly user: UserDetail
  onClose(): void
}

/** Closes an account: nothing brings it back, so his name is typed before. */
export function DeleteDialog({ user, onClose }: DeleteDialogProps) {
  const { t } = useTranslation('userPage')
  const [typed, setTyped] = useState('')
  const close = useHubAction(deleteUser, {
    changes: [...touchedByUser, 'order.'],
    onDone() {
      tell(t('deleted', { name: user.name }))
      onClose()
    },
  })
  return (
    <DialogFrame
      title={t('deleteTitle', { name: user.name })}
      onClose={onClose}
      onSubmit={() => close.mutate({ params: { userId: user.id } })}
      submit={t('deleteUser')}
      isReady={typed.trim() === user.name}
      isSending={close.isPending}
      error={close.error}
      isGrave
      size={480}
    >
      <ul className={classes['dies']}>
        <li>{t('deleteNow', { count: servingNodes(user) })}</li>
        <li>{t('deleteClears')}</li>
        <li>{t('deleteKeeps')}</li>
      </ul>
      <TextInput
        label={t('typeName', { name: user.name })}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
    </DialogFrame>
  )
}
