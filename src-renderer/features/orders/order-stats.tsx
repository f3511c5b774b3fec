import { useTranslation } from 'react-i18next'
import { readOverview } from '../../../hub/contract/admin/overview.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Stat } from '../../ui/stat.tsx'
import classes from './orders.module.css'

/** Money of today and of the month, and what of it waits. */
export function OrderStats() {
  const { t } = useTranslation('orders')
  const format = useFormat()
  const query = useHub(readOverview)
  return (
    <Loaded query={query} height={94}>
      {({ money, ordersToday, inbox, bill }) => (
        <div className={classes['stats']}>
          <Stat
            label={t('today')}
            value={format.money(money.today.received)}
            note={t('todayNote', { count: money.today.orders, refunded: format.money(money.today.refunded) })}
            to="/orders/revenue"
          />
          <Stat
            label={t('thisMonth')}
            value={format.money(money.month.received)}
            note={t('todayNote', { count: money.month.orders, refunded: format.money(money.month.refunded) })}
            to="/orders/revenue"
          />
          <Stat
            label={t('waiting')}
            value={format.number(ordersToday.pending)}
            note={t('waitingNote', { closed: format.number(ordersToday.closed) })}
            to="/orders?state=pending"
          />
          <Stat
            label={t('needsYou')}
            value={format.money(inbox.amount)}
            note={
              bill !== null && bill.unsettled > 0
                ? t('needsYouBoth', { count: inbox.open, unsettled: bill.unsettled })
                : t('needsYouNote', { count: inbox.open })
            }
            to="/orders/inbox"
          />
        </div>
      )}
    </Loaded>
  )
}
