import type { TFunction } from 'i18next'
import type { ListedInboxItem } from '../../../hub/contract/admin/inbox.ts'
import type { Formats } from '../../lib/use-format.ts'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { InboxTag } from './inbox-tag.tsx'
import classes from './orders.module.css'

/** What a line of the payment inbox shows. */
export function buildInboxColumns(
  t: TFunction<readonly ['orders', 'common']>,
  format: Formats,
): readonly Column<ListedInboxItem>[] {
  return [
    {
      id: 'kind',
      header: t('matter'),
      width: 'minmax(210px, 1.6fr)',
      cell: item => <b className={classes['strong']}>{t(`inboxKind.${item.kind}.name`)}</b>,
    },
    {
      id: 'amount',
      header: t('amount'),
      width: '110px',
      align: 'right',
      cell: item => format.money(item.amount),
    },
    {
      id: 'user',
      header: t('user'),
      width: 'minmax(150px, 1.4fr)',
      cell: item =>
        item.email ?? (
          <span className={classes['faint']}>
            {item.userId === null ? t('payerUnknown') : t('closedAccount', { id: item.userId })}
          </span>
        ),
    },
    {
      id: 'order',
      header: t('number'),
      width: '172px',
      cell: item => <span className={classes['code']}>{item.orderNumber ?? '–'}</span>,
    },
    { id: 'state', header: t('stateOf'), width: '124px', cell: item => <InboxTag state={item.state} /> },
    {
      id: 'opened',
      header: t('openedAt'),
      width: '136px',
      cell: item => <TimeText at={item.openedAt} />,
    },
  ]
}
