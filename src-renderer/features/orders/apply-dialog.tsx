import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { InboxCandidate, ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub, useHubAction } from '../../lib/use-hub.ts'
import { DialogFrame } from '../../ui/dialog-frame.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { tell } from '../../ui/notify.tsx'
import classes from './dialog.module.css'
import { applyItem, readOrder, touchedByMoney } from './order-endpoints.ts'

interface ApplyDialogProps {
  readonly item: ListedInboxItem
  readonly order: InboxCandidate
  onClose(): void
}

/** Shows what an order will get for money of the inbox, and fulfils it. */
export function ApplyDialog({ item, order, onClose }: ApplyDialogProps) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  const navigate = useNavigate()
  const detail = useHub(readOrder, { params: { orderId: order.orderId } })
  const user = order.email ?? t('closedAccount', { id: order.userId })
  const apply = useHubAction(applyItem, {
    changes: touchedByMoney,
    onDone() {
      tell(t('applied', { amount: format.money(item.amount), number: order.number }))
      onClose()
      void navigate(`/orders/${order.orderId}`)
    },
  })
  return (
    <DialogFrame
      title={t('applyTitle', { amount: format.money(item.amount) })}
      size={480}
      submit={t('applyDo')}
      isSending={apply.isPending}
      error={apply.error}
      onClose={onClose}
      onSubmit={() =>
        apply.mutate({
          params: { inboxId: item.id },
          body: { version: item.version, orderId: order.orderId },
        })
      }
    >
      <Loaded query={detail} height={110}>
        {({ order: { titles, quantity } }) => (
          <section className={classes['effect']} aria-label={t('applyEffect')}>
            <b>{t('applyEffect')}</b>
            <ul>
              <li>{t('applyFulfils', { number: order.number, user })}</li>
              <li>
                {t('applyGives', {
                  plan: quantity > 1 ? `${titles[format.language]} × ${quantity}` : titles[format.language],
                })}
              </li>
              {item.userId !== null && item.userId !== order.userId ? (
                <li>{t('applyOther', { user: item.email ?? `#${item.userId}` })}</li>
              ) : null}
            </ul>
          </section>
        )}
      </Loaded>
    </DialogFrame>
  )
}
