import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { BulkView } from '../../../../hub/contract/admin/bulk-views.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { undoBulk } from '../user-endpoints.ts'
import classes from './bulk.module.css'

interface UndoDialogProps {
  readonly bulk: BulkView
  onClose(): void
}

/** Before a bulk action is undone: what of it is taken back, what cannot be, and why it is done. */
export function UndoDialog({ bulk, onClose }: UndoDialogProps) {
  const { t } = useTranslation('users')
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const undo = useHubAction(undoBulk, {
    changes: ['bulk.', 'user.'],
    onDone: ({ id }) => {
      onClose()
      void navigate(`/users/bulk/${id}`)
    },
  })
  const kind = bulk.action?.kind
  if (kind === undefined) return null
  return (
    <DialogFrame
      title={t('bulk.undoTitle', { id: bulk.id })}
      onClose={onClose}
      onSubmit={() => undo.mutate({ params: { bulkId: bulk.id }, body: { reason: reason.trim() } })}
      submit={t('bulk.undoFor', { count: bulk.done - bulk.undone })}
      isReady={reason.trim() !== ''}
      isSending={undo.isPending}
      error={undo.error}
      size={560}
    >
      <dl className={classes['undo']}>
        <dt>{t('bulk.undoes')}</dt>
        <dd>{t(`bulk.undoWhat.${kind}`)}</dd>
        <dt>{t('bulk.undoesNot')}</dt>
        <dd>{t(`bulk.undoNot.${kind}`)}</dd>
      </dl>
      <TextInput
        label={t('bulk.reason')}
        description={t('bulk.reasonHint')}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        maxLength={200}
        data-autofocus
      />
      <Text size="sm" c="dimmed">
        {t('bulk.undoHint')}
      </Text>
    </DialogFrame>
  )
}
