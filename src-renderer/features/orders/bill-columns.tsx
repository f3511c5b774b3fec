import type { TFunction } from 'i18next'
import type { BillReportView } from '../../../hub/contract/admin/bills.ts'
import type { Formats } from '../../lib/use-format.ts'
import type { Column } from '../../ui/table-types.ts'
import { BillTag } from './bill-tag.tsx'
import classes from './bills.module.css'
import { textOfBillDay } from './build-bill-view.ts'

/** What a line of the list of bills shows. */
export function buildBillColumns(
  t: TFunction<readonly ['orders', 'common']>,
  format: Formats,
  chosenId: number | null,
): readonly Column<BillReportView>[] {
  return [
    {
      id: 'day',
      header: t('day'),
      width: 'minmax(120px, 1.2fr)',
      cell: bill => (
        <span className={classes['day']} data-chosen={bill.id === chosenId}>
          {format.dayText(textOfBillDay(bill.day))}
        </span>
      ),
    },
    {
      id: 'payments',
      header: t('paymentCount'),
      width: '88px',
      align: 'right',
      cell: bill => format.number(bill.payments),
    },
    {
      id: 'paid',
      header: t('received'),
      width: '118px',
      align: 'right',
      cell: bill => format.money(bill.paid),
    },
    {
      id: 'refunded',
      header: t('refunded'),
      width: '104px',
      align: 'right',
      cell: bill => format.money(bill.refunded),
    },
    { id: 'standing', header: t('stateOf'), width: '140px', cell: bill => <BillTag bill={bill} /> },
  ]
}
