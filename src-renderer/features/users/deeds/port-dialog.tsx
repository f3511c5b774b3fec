import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { setPort } from '../../../../hub/contract/admin/users.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell } from '../../../ui/notify.tsx'
import { touchedByUser } from '../user-endpoints.ts'
import { Becomes } from './becomes.tsx'
import { servingNodes } from './deed-rule.ts'

interface PortDialogProps {
  readonly user: UserDetail
  onClose(): void
}

/** Moves a user to another number on all his nodes. */
export function PortDialog({ user, onClose }: PortDialogProps) {
  const { t } = useTranslation('userPage')
  const [typed, setTyped] = useState(user.port === null ? '' : String(user.port))
  const port = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : null
  const change = useHubAction(setPort, {
    changes: touchedByUser,
    onDone(changed) {
      tell(t('portChanged', { name: user.name, port: changed.port ?? '' }))
      onClose()
    },
  })
  return (
    <DialogFrame
      title={t('portTitle', { name: user.name })}
      onClose={onClose}
      onSubmit={() => {
        if (port !== null) change.mutate({ params: { userId: user.id }, body: { port } })
      }}
      submit={t('changePort')}
      isReady={port !== null && port !== user.port}
      isSending={change.isPending}
      error={change.error}
      size={440}
    >
      <TextInput
        label={t('newPort')}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        inputMode="numeric"
        error={typed !== '' && port === null ? t('portUnclear') : null}
        data-autofocus
      />
      <Becomes
        changes={[
          {
            label: t('portOnNodes', { count: servingNodes(user) }),
            before: user.port ?? '–',
            after: port === null || port === user.port ? null : port,
          },
        ]}
        note={t('portNote')}
      />
    </DialogFrame>
  )
}
