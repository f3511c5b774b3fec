import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from './inbox.module.css'
import { dismissItem, refundItem, touchedByMoney } from './order-endpoints.ts'

/** The other way to settle it: money goes back to its payer, a refund was looked at. */
export function InboxSettle({ item }: { readonly item: ListedInboxItem }) {
  return item.refundId === null ? <PayBack item={item} /> : <Dismiss item={item} />
}

function PayBack({ item }: { readonly item: ListedInboxItem }) {
  const { t } = useTranslation('orders')
  const { money } = useFormat()
  const refund = useHubAction(refundItem, {
    changes: touchedByMoney,
    onDone: made =>
      tell(t('refundMade', { amount: money(made.amount), state: t(`refundState.${made.state}`) })),
  })
  return (
    <Settle
      title={t('payBack')}
      hint={t('payBackHint')}
      label={t('refundAmount', { amount: money(item.amount) })}
      longest={80}
      shortest={1}
      error={refund.error}
      isPending={refund.isPending}
      send={reason =>
        refund.mutate({ params: { inboxId: item.id }, body: { version: item.version, reason } })
      }
    />
  )
}

function Dismiss({ item }: { readonly item: ListedInboxItem }) {
  const { t } = useTranslation('orders')
  const dismiss = useHubAction(dismissItem, { changes: touchedByMoney, onDone: () => tell(t('dismissed')) })
  return (
    <Settle
      title={t('dismiss')}
      hint={t('dismissHint')}
      label={t('dismissDo')}
      longest={400}
      shortest={3}
      error={dismiss.error}
      isPending={dismiss.isPending}
      send={reason =>
        dismiss.mutate({ params: { inboxId: item.id }, body: { version: item.version, reason } })
      }
    />
  )
}

interface SettleProps {
  readonly title: string
  readonly hint: string
  readonly label: string
  readonly shortest: number
  readonly longest: number
  readonly error: Error | null
  readonly isPending: boolean
  send(reason: string): void
}

function Settle({ title, hint, label, shortest, longest, error, isPending, send }: SettleProps) {
  const { t } = useTranslation('orders')
  const [reason, setReason] = useState('')
  const isReady = reason.trim().length >= shortest
  return (
    <Panel title={title}>
      <form
        className={classes['settle']}
        onSubmit={event => {
          event.preventDefault()
          if (isReady) send(reason.trim())
        }}
      >
        <TextInput
          label={t('reason')}
          description={hint}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={longest}
        />
        <Button type="submit" variant="default" disabled={!isReady} loading={isPending}>
          {label}
        </Button>
      </form>
      <FailureAlert error={error} />
    </Panel>
  )
}
