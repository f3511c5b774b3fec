import { Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderView } from '../../../hub/contract/admin/orders.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { DialogFrame } from '../../ui/dialog-frame.tsx'
import { tell } from '../../ui/notify.tsx'
import { markPaid, touchedByMoney } from './order-endpoints.ts'

const referenceForm = /^[\x21-\x7e]{1,56}$/
const shortestReason = 3

interface MarkPaidDialogProps {
  readonly order: OrderView
  onClose(): void
}

/** Enters money that came another way; only an owner's word stands for it, and it is shown so. */
export function MarkPaidDialog({ order, onClose }: MarkPaidDialogProps) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  const [reference, setReference] = useState('')
  const [reason, setReason] = useState('')
  const mark = useHubAction(markPaid, {
    changes: touchedByMoney,
    onDone: ({ total }) => {
      tell(t('markedPaid', { amount: format.money(total) }))
      onClose()
    },
  })
  const isFormed = referenceForm.test(reference.trim())
  const isReady = isFormed && reason.trim().length >= shortestReason
  return (
    <DialogFrame
      title={t('markPaidTitle', { number: order.number })}
      size={480}
      submit={t('markPaidDo', { amount: format.money(order.total) })}
      isReady={isReady}
      isSending={mark.isPending}
      error={mark.error}
      onClose={onClose}
      onSubmit={() =>
        mark.mutate({
          params: { orderId: order.id },
          body: { reference: reference.trim(), reason: reason.trim() },
        })
      }
    >
      <Text size="sm" c="dimmed">
        {t('markPaidHint', { amount: format.money(order.total) })}
      </Text>
      <TextInput
        label={t('reference')}
        description={t('referenceHint')}
        value={reference}
        onChange={event => setReference(event.currentTarget.value)}
        error={reference !== '' && !isFormed ? t('referenceForm') : null}
        data-autofocus
      />
      <Textarea
        label={t('manualReason')}
        description={t('manualReasonHint')}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        maxLength={400}
        autosize
        minRows={2}
      />
    </DialogFrame>
  )
}
