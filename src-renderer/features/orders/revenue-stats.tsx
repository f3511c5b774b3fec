import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { Stat } from '../../ui/stat.tsx'
import { netOf, type RevenueSums } from './build-revenue.ts'
import classes from './orders.module.css'

/** What came, what went back, and what stays, of the whole span. */
export function RevenueStats({ sums, days }: { readonly sums: RevenueSums; readonly days: number }) {
  const { t } = useTranslation('orders')
  const { money, number } = useFormat()
  const received = sums.wechat + sums.manual
  return (
    <div className={classes['stats']}>
      <Stat
        label={t('net')}
        value={money(netOf(sums))}
        note={t('aDay', { amount: money(Math.round(netOf(sums) / Math.max(1, days))) })}
      />
      <Stat
        label={t('received')}
        value={money(received)}
        note={t('ofOrders', {
          count: sums.orders,
          each: money(sums.orders === 0 ? 0 : Math.round(received / sums.orders)),
        })}
      />
      <Stat label={t('method.manual')} value={money(sums.manual)} note={t('manualNote')} />
      <Stat
        label={t('refunded')}
        value={money(sums.refunded)}
        note={t('ofReceived', {
          percent: received === 0 ? number(0) : ((sums.refunded / received) * 100).toFixed(1),
        })}
      />
    </div>
  )
}
