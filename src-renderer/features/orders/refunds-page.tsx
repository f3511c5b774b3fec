import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import * as z from 'zod'
import { useFilters } from '../../lib/use-filters.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { listRefunds } from './order-endpoints.ts'
import classes from './orders.module.css'
import { OrdersFrame } from './orders-frame.tsx'
import { buildRefundColumns } from './refund-columns.tsx'

const states = ['requested', 'accepted', 'succeeded', 'closed', 'abnormal'] as const
const filter = z.object({ state: z.enum(states) })

/** Money that went back, or is on its way. */
export function RefundsPage() {
  const { t } = useTranslation(['orders', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const [{ state }, change, clear] = useFilters(filter)
  const { items, query, hasMore, loadMore } = useHubPages(listRefunds, {
    query: state === undefined ? {} : { state },
  })
  const columns = useMemo(() => buildRefundColumns(t, format), [t, format])
  return (
    <OrdersFrame>
      <Panel flush className={classes['list'] ?? ''}>
        <FilterBar {...(state === undefined ? {} : { clear })}>
          <FilterSelect
            label={t('stateOf')}
            value={state ?? null}
            options={states.map(value => ({ value, label: t(`refundState.${value}`) }))}
            onChange={chosen => change({ state: chosen })}
          />
        </FilterBar>
        <DataTable
          label={t('tabs.refunds')}
          columns={columns}
          rows={items}
          rowKey={refund => refund.id}
          rowName={refund => refund.outRefundNo}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          hasMore={hasMore}
          loadMore={loadMore}
          onOpen={({ orderId }) =>
            void navigate(orderId === null ? '/orders/inbox?state=refunded' : `/orders/${orderId}`)
          }
          empty={state === undefined ? <StateMessage title={t('noRefunds')} /> : undefined}
        />
      </Panel>
    </OrdersFrame>
  )
}
