import { Button, Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../../lib/use-format.ts'
import { useHubPages } from '../../../lib/use-hub.ts'
import { OrderTag } from '../../../ui/order-tag.tsx'
import { FailureMessage, StateMessage } from '../../../ui/state-message.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import { listOrders } from '../user-endpoints.ts'
import classes from './parts.module.css'

const ordersAtOnce = 50

/** What he bought, newest first. */
export function UserOrders({ userId }: { readonly userId: number }) {
  const { t } = useTranslation(['userPage', 'users', 'common'])
  const format = useFormat()
  const { items, query, hasMore, loadMore } = useHubPages(listOrders, {
    query: { userId, limit: ordersAtOnce },
  })
  if (query.error !== null && items.length === 0) {
    return <FailureMessage error={query.error} retry={() => void query.refetch()} />
  }
  if (query.isPending) return <Skeleton height={220} radius={8} aria-busy="true" />
  if (items.length === 0) return <StateMessage title={t('noOrders')} hint={t('noOrdersHint')} />
  return (
    <>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('order')}</th>
            <th scope="col">{t('planOf')}</th>
            <th scope="col">{t('orderStateOf')}</th>
            <th scope="col" className={classes['num']}>
              {t('total')}
            </th>
            <th scope="col" className={classes['num']}>
              {t('placed')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(order => (
            <tr key={order.id}>
              <td>
                <Link to={`/orders/${order.id}`}>{order.number}</Link>
              </td>
              <td>
                {order.titles[format.language]}
                {order.quantity > 1 ? ` × ${order.quantity}` : ''}
              </td>
              <td>
                <OrderTag state={order.state} />
              </td>
              <td className={classes['num']}>{format.money(order.total)}</td>
              <td className={classes['num']}>
                <TimeText at={order.createdAt} as="short" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasMore ? (
        <Button variant="default" fullWidth mt={10} loading={query.isFetchingNextPage} onClick={loadMore}>
          {t('users:earlier')}
        </Button>
      ) : null}
    </>
  )
}
