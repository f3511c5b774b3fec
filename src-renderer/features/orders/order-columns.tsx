import type { TFunction } from 'i18next'
import { Link } from 'react-router'
import type { OrderView } from '../../../hub/contract/admin/orders.ts'
import type { Formats } from '../../lib/use-format.ts'
import { OrderTag } from '../../ui/order-tag.tsx'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './orders.module.css'

/** What a line of the list of orders shows. */
export function buildOrderColumns(
  t: TFunction<readonly ['orders', 'common']>,
  format: Formats,
): readonly Column<OrderView>[] {
  return [
    {
      id: 'number',
      header: t('number'),
      width: '172px',
      cell: order => <span className={classes['code']}>{order.number}</span>,
    },
    {
      id: 'user',
      header: t('user'),
      width: 'minmax(150px, 1.25fr)',
      cell: order => (
        <Link
          to={`/users/${order.userId}`}
          className={classes['quiet']}
          tabIndex={-1}
          onClick={event => event.stopPropagation()}
        >
          {order.email ?? t('closedAccount', { id: order.userId })}
        </Link>
      ),
    },
    {
      id: 'plan',
      header: t('plan'),
      width: 'minmax(130px, 1fr)',
      cell: order => (
        <>
          {order.titles[format.language]}
          {order.quantity > 1 ? <span className={classes['faint']}> × {order.quantity}</span> : null}
        </>
      ),
    },
    { id: 'state', header: t('stateOf'), width: '122px', cell: order => <OrderTag state={order.state} /> },
    {
      id: 'method',
      header: t('methodOf'),
      width: '80px',
      cell: order => (order.method === null ? '–' : t(`method.${order.method}`)),
    },
    {
      id: 'total',
      header: t('total'),
      width: '96px',
      align: 'right',
      sort: 'total',
      cell: order => format.money(order.total),
    },
    {
      id: 'created',
      header: t('placed'),
      width: '142px',
      sort: 'created',
      cell: order => <TimeText at={order.createdAt} as="short" />,
    },
    {
      id: 'ends',
      header: t('endsAt'),
      width: '112px',
      sort: 'ends',
      cell: order => <TimeText at={order.endsAt} as="day" />,
    },
  ]
}
