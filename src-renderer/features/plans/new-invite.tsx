import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../lib/bridge.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import { createInvite } from './plan-endpoints.ts'

const most = 1_000_000

/** Makes an invitation code of the house, and copies it. */
export function NewInvite({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(['plans', 'common'])
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
    <Dialog onClose={onClose} title={t('newInvite')} size={400}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (!isWrong) create.mutate({ body: { mostUses: uses } })
        }}
      >
        <Stack>
          <TextInput
            label={t('mostInvites')}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            inputMode="numeric"
            placeholder={t('endless')}
            error={isWrong ? t('problem.whole') : null}
            data-autofocus
          />
          <FailureAlert error={create.error} />
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" disabled={isWrong} loading={create.isPending}>
              {t('makeInvite')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
