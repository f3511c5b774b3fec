import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endGrant, type GrantView } from '../../../../hub/contract/admin/grants.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell } from '../../../ui/notify.tsx'
import { Becomes } from '../deeds/becomes.tsx'
import { touchedByUser } from '../user-endpoints.ts'

interface TakeBackDialogProps {
  readonly grant: GrantView
  onClose(): void
}

/** Takes back what is unused of a grant, with a reason. */
export function TakeBackDialog({ grant, onClose }: TakeBackDialogProps) {
  const { t } = useTranslation(['userPage', 'common'])
  const format = useFormat()
  const [reason, setReason] = useState('')
  const end = useHubAction(endGrant, {
    changes: touchedByUser,
    onDone() {
      tell(t('takenBack'))
      onClose()
    },
  })
  return (
    <DialogFrame
      title={t('takeBackTitle')}
      onClose={onClose}
      onSubmit={() => end.mutate({ params: { grantId: grant.id }, body: { reason: reason.trim() } })}
      submit={t('takeBack')}
      isReady={reason.trim() !== ''}
      isSending={end.isPending}
      error={end.error}
      isGrave
      size={460}
    >
      <Becomes
        changes={[
          {
            label: t('takeBackBytes'),
            before:
              grant.bytes === null
                ? t('common:unlimited')
                : format.bytes(Math.max(0, grant.bytes - grant.used)),
            after: null,
          },
        ]}
        note={t('takeBackNote')}
      />
      <TextInput
        label={t('reason')}
        description={t('reasonKept')}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        maxLength={500}
        required
        data-autofocus
      />
    </DialogFrame>
  )
}
