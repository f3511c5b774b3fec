import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../lib/bridge.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { DialogFrame } from '../../ui/dialog-frame.tsx'
import { tell } from '../../ui/notify.tsx'
import { createInvite } from './plan-endpoints.ts'

const most = 1_000_000

/** Makes an invitation code of the house, and copies it. */
export function NewInvite({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('plans')
  const [text, setText] = useState('')
  const uses = text.trim() === '' ? null : /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0
  const isWrong = uses !== null && (uses < 1 || uses > most)
  const create = useHubAction(createInvite, {
    changes: ['invite.'],
    onDone({ code }) {
      void ask('clipboard.write', { text: code })
      tell(t('inviteMade', { code }))
      onClose()
    },
  })
  return (
    <DialogFrame
      title={t('newInvite')}
      size={400}
      submit={t('makeInvite')}
      isReady={!isWrong}
      isSending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ body: { mostUses: uses } })}
    >
      <TextInput
        label={t('mostInvites')}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        inputMode="numeric"
        placeholder={t('endless')}
        error={isWrong ? t('problem.whole') : null}
        data-autofocus
      />
    </DialogFrame>
  )
}
