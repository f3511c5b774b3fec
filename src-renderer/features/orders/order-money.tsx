import { useTranslation } from 'react-i18next'
import type { OrderDetail } from '../../../hub/contract/admin/orders.ts'
import { useFormat } from '../../lib/use-format.ts'
import { Stat } from '../../ui/stat.tsx'
import { keptOf } from './build-order-story.ts'
import classes from './orders.module.css'

/** What was asked, what came, what went back, and what is still here. */
export function OrderMoney({ detail: { order, refunds } }: { readonly detail: OrderDetail }) {
  const { t } = useTranslation('orders')
  const { money } = useFormat()
  const underWay = refunds
    .filter(({ state }) => state === 'requested' || state === 'accepted')
    .reduce((sum, { amount }) => sum + amount, 0)
  const price = [
    t('listPrice', { amount: money(order.listPrice) }),
    ...(order.discount > 0 ? [t('discount', { amount: money(-order.discount) })] : []),
    ...(order.credit > 0 ? [t('credit', { amount: money(-order.credit) })] : []),
  ]
  return (
    <div className={classes['stats']}>
      <Stat label={t('total')} value={money(order.total)} note={price.join(' · ')} />
      <Stat
        label={t('received')}
        value={money(order.received)}
        note={order.method === null ? t('nothingCame') : t(`method.${order.method}`)}
      />
      <Stat
        label={t('refunded')}
        value={money(order.refunded)}
        note={
          underWay > 0
            ? t('underWay', { amount: money(underWay) })
            : t('refundCount', { count: refunds.length })
        }
      />
      <Stat
        label={t('kept')}
        value={money(keptOf(order))}
        note={
          order.movedOut > 0
            ? t('movedOut', { amount: money(order.movedOut) })
            : keptOf(order) > 0
              ? t('keptNote')
              : t('keptNothing')
        }
      />
    </div>
  )
}
