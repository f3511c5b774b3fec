import type { TFunction } from 'i18next'
import type { RefundView } from '../../../hub/contract/admin/orders.ts'
import type { Formats } from '../../lib/use-format.ts'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './orders.module.css'
import { RefundTag } from './refund-tag.tsx'

/** What a line of the list of refunds shows. */
export function buildRefundColumns(
  t: TFunction<readonly ['orders', 'common']>,
  format: Formats,
): readonly Column<RefundView>[] {
  return [
    {
      id: 'number',
      header: t('outRefundNo'),
      width: 'minmax(130px, 0.8fr)',
      cell: refund => <span className={classes['code']}>{refund.outRefundNo}</span>,
    },
    {
      id: 'amount',
      header: t('amount'),
      width: '104px',
      align: 'right',
      cell: refund => format.money(refund.amount),
    },
    {
      id: 'state',
      header: t('stateOf'),
      width: '150px',
      cell: refund => <RefundTag state={refund.state} />,
    },
    {
      id: 'reason',
      header: t('reason'),
      width: 'minmax(150px, 1.5fr)',
      cell: refund => refund.reason,
    },
    {
      id: 'policy',
      header: t('policyShort'),
      width: '164px',
      cell: refund => t(`policy.${refund.policy}.name`),
    },
    {
      id: 'by',
      header: t('requestedBy'),
      width: 'minmax(110px, 0.8fr)',
      cell: refund => refund.requestedBy.replace(/^[a-z-]+:\d* ?/, ''),
    },
    {
      id: 'created',
      header: t('requestedAt'),
      width: '148px',
      cell: refund => <TimeText at={refund.createdAt} as="short" />,
    },
  ]
}
