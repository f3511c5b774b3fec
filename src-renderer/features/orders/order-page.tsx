import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { OrderDetail } from '../../../hub/contract/admin/orders.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useHub } from '../../lib/use-hub.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { OrderTag } from '../../ui/order-tag.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { keptOf, mayMarkPaid } from './build-order-story.ts'
import { MarkPaidDialog } from './mark-paid-dialog.tsx'
import { OrderAttempts } from './order-attempts.tsx'
import { readOrder } from './order-endpoints.ts'
import { OrderFacts } from './order-facts.tsx'
import { OrderMoney } from './order-money.tsx'
import classes from './order-page.module.css'
import { OrderPayments } from './order-payments.tsx'
import { OrderPromise } from './order-promise.tsx'
import { OrderRefunds } from './order-refunds.tsx'
import { OrderStory } from './order-story.tsx'
import { RefundDialog } from './refund-dialog.tsx'
import { useCloseOrder } from './use-close-order.ts'

/** Where the money of an order is, and everything that was verified, promised and paid back. */
export function OrderPage() {
  const { t } = useTranslation(['orders', 'common'])
  const { orderId = '' } = useParams()
  const query = useHub(readOrder, { params: { orderId } })
  const order = query.data?.order
  return (
    <Page
      title={order === undefined ? t('order') : t('orderTitle', { number: order.number })}
      back={{ to: '/orders', label: t('tabs.orders') }}
      tags={
        order === undefined ? null : (
          <>
            <CopyButton text={order.number} label={t('copyNumber')} />
            <OrderTag state={order.state} />
          </>
        )
      }
      actions={query.data === undefined ? null : <OrderActions detail={query.data} />}
    >
      <Loaded query={query} height={480}>
        {detail => (
          <>
            <Panel>
              <OrderStory detail={detail} />
              {detail.order.state === 'held' ? <Held detail={detail} /> : null}
            </Panel>
            <OrderMoney detail={detail} />
            <div className={classes['columns']}>
              <div className={classes['column']}>
                <OrderPayments detail={detail} />
                <OrderRefunds detail={detail} />
                <OrderAttempts attempts={detail.attempts} />
              </div>
              <div className={classes['column']}>
                <OrderFacts order={detail.order} />
                <OrderPromise quote={detail.quote} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Held({ detail: { order, inbox } }: { readonly detail: OrderDetail }) {
  const { t, i18n } = useTranslation('orders')
  const key = `errors:inbox_refused.why.${order.heldReason}`
  const reason = i18n.exists(key) ? t(key as 'order') : order.heldReason
  const item = inbox.find(({ state }) => state === 'open')
  return (
    <div className={classes['callout']}>
      {t('heldBecause', { reason })}{' '}
      {item === undefined ? null : <Link to={`/orders/inbox/${item.inboxId}`}>{t('decideInbox')}</Link>}
    </div>
  )
}

function OrderActions({ detail: { order } }: { readonly detail: OrderDetail }) {
  const { t } = useTranslation('orders')
  const [open, setOpen] = useState<'refund' | 'mark' | null>(null)
  const mayRefund = useRight('payments.refund')
  const mayMark = useRight('payments.manual')
  const mayClose = useRight('orders.write')
  const close = useCloseOrder()
  const end = () => setOpen(null)
  return (
    <>
      {mayClose && order.state === 'pending' ? (
        <Button
          variant="default"
          loading={close.isPending}
          onClick={() => close.mutate({ params: { orderId: order.id } })}
        >
          {t('closeOrder')}
        </Button>
      ) : null}
      {mayMark && mayMarkPaid(order) ? (
        <Button variant="default" onClick={() => setOpen('mark')}>
          {t('markPaid')}
        </Button>
      ) : null}
      {mayRefund && keptOf(order) > 0 ? (
        <Button onClick={() => setOpen('refund')}>{t('refund')}</Button>
      ) : null}
      {open === 'refund' ? <RefundDialog order={order} onClose={end} /> : null}
      {open === 'mark' ? <MarkPaidDialog order={order} onClose={end} /> : null}
    </>
  )
}
