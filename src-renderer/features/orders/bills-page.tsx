import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { Tag } from '../../ui/tag.tsx'
import { buildBillColumns } from './bill-columns.tsx'
import { BillReport } from './bill-report.tsx'
import classes from './bills.module.css'
import { billStanding, firstBill } from './build-bill-view.ts'
import { listBills } from './order-endpoints.ts'
import { OrdersFrame } from './orders-frame.tsx'

/** Each day's bill beside the book: do they agree, and if not, where. */
export function BillsPage() {
  const { t } = useTranslation(['orders', 'common'])
  const format = useFormat()
  const { items, query, hasMore, loadMore } = useHubPages(listBills, {})
  const [chosenId, choose] = useState<number | null>(null)
  const bill = items.find(({ id }) => id === chosenId) ?? firstBill(items)
  const columns = useMemo(() => buildBillColumns(t, format, bill?.id ?? null), [t, format, bill?.id])
  const differing = items.filter(each => billStanding(each) === 'differs').length
  return (
    <OrdersFrame
      tags={
        items.length === 0 ? null : differing === 0 ? (
          <Tag tone="ok">{t('billsAgree')}</Tag>
        ) : (
          <Tag tone="bad">{t('billsDiffer', { count: differing })}</Tag>
        )
      }
    >
      <div className={classes['split']}>
        <Panel flush className={classes['days'] ?? ''}>
          <DataTable
            label={t('tabs.bills')}
            columns={columns}
            rows={items}
            rowKey={each => each.id}
            rowName={each => String(each.day)}
            isLoading={query.isPending}
            error={query.error}
            retry={() => void query.refetch()}
            hasMore={hasMore}
            loadMore={loadMore}
            onOpen={each => choose(each.id)}
            empty={<StateMessage title={t('noBills')} hint={t('noBillsHint')} />}
          />
        </Panel>
        {bill === null ? null : <BillReport key={bill.id} bill={bill} />}
      </div>
    </OrdersFrame>
  )
}
