import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../../hub/contract/admin/orders.ts'
import { useFormat } from '../../lib/use-format.ts'
import { Panel } from '../../ui/panel.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './order-page.module.css'
import { RawFacts } from './raw-facts.tsx'
import { RefundActions } from './refund-actions.tsx'
import { RefundTag } from './refund-tag.tsx'

/** What went back, or is on its way. */
export function OrderRefunds({ detail: { refunds } }: { readonly detail: OrderDetail }) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  if (refunds.length === 0) return null
  return (
    <Panel title={t('tabs.refunds')}>
      {refunds.map(refund => (
        <div key={refund.id} className={classes['record']}>
          <div className={classes['recordHead']}>
            <b>{format.money(-refund.amount)}</b>
            <RefundTag state={refund.state} />
            <RefundActions refund={refund} />
          </div>
          <RawFacts
            items={[
              [t('reason'), refund.reason],
              [t('policyOf'), t(`policy.${refund.policy}.name`)],
              [t('outRefundNo'), refund.outRefundNo, 'code'],
              [t('providerRefundId'), refund.providerRefundId, 'code'],
              [t('requestedBy'), refund.requestedBy],
              [t('requestedAt'), <TimeText key="at" at={refund.createdAt} as="short" />],
              [
                t('settledAt'),
                refund.settledAt === null ? null : (
                  <TimeText key="settled" at={refund.settledAt} as="short" />
                ),
              ],
              [
                t('nextTryAt'),
                refund.nextTryAt === null ? null : <TimeText key="next" at={refund.nextTryAt} />,
              ],
              [
                t('lastError'),
                refund.lastError === '' ? null : (
                  <span key="error" className={classes['error']}>
                    {refund.lastError}
                  </span>
                ),
              ],
            ]}
          />
        </div>
      ))}
    </Panel>
  )
}
