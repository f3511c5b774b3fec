import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../../hub/contract/admin/orders.ts'
import { useFormat } from '../../lib/use-format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './order-page.module.css'
import { RawFacts } from './raw-facts.tsx'

/** Money as it was verified: who told of it, under which numbers. */
export function OrderPayments({ detail: { order, payments } }: { readonly detail: OrderDetail }) {
  const { t } = useTranslation('orders')
  const format = useFormat()
  return (
    <Panel title={t('payments')}>
      {payments.length === 0 ? <p className={classes['empty']}>{t('noPayments')}</p> : null}
      {payments.map(payment => (
        <div key={payment.id} className={classes['record']}>
          <div className={classes['recordHead']}>
            <b>{format.money(payment.amount)}</b>
            <Tag tone={payment.source === 'manual' ? 'warn' : 'ok'}>{t(`source.${payment.source}`)}</Tag>
            <CopyButton text={JSON.stringify(payment, null, 2)} label={t('copyFacts')} />
          </div>
          <RawFacts
            items={[
              [t('transactionId'), payment.transactionId, 'code'],
              [t('outTradeNo'), payment.outTradeNo, 'code'],
              [t('currency'), payment.currency],
              [t('merchant'), payment.merchantId === null ? null : `#${payment.merchantId}`],
              [t('paidAt'), <TimeText key="paid" at={payment.successAt} as="short" />],
              [t('recordedAt'), <TimeText key="recorded" at={payment.recordedAt} as="short" />],
              [t('manualReason'), order.manualReason === '' ? null : order.manualReason],
            ]}
          />
        </div>
      ))}
    </Panel>
  )
}
