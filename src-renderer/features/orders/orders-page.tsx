import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { planEndpoints } from '../../../hub/contract/admin/plans.ts'
import { useFilters } from '../../lib/use-filters.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub, useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DayRange } from '../../ui/day-range.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { ListSearch } from '../../ui/list-search.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import {
  buildCounts,
  buildNarrowing,
  buildOrderQuery,
  type OrderFilters,
  orderFilters,
  orderStates,
  payMethods,
} from './build-order-query.ts'
import { buildOrderColumns } from './order-columns.tsx'
import { countOrders, listOrders } from './order-endpoints.ts'
import { OrderStats } from './order-stats.tsx'
import classes from './orders.module.css'
import { OrdersFrame } from './orders-frame.tsx'
import { useOrderExport } from './use-order-export.ts'

const [listPlans] = planEndpoints
const mostPlans = 200

/** Every order, newest first: found by any number it goes by. */
export function OrdersPage() {
  const { t } = useTranslation(['orders', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const [filters, change] = useFilters(orderFilters)
  const request = useMemo(() => ({ query: buildOrderQuery(filters, format.zone) }), [filters, format.zone])
  const { items, query, hasMore, loadMore } = useHubPages(listOrders, request)
  const plans = useHub(listPlans, { query: { limit: mostPlans } })
  const columns = useMemo(() => buildOrderColumns(t, format), [t, format])
  const { save, isSaving } = useOrderExport()
  const narrowing = useMemo(() => buildNarrowing(filters, format.zone), [filters, format.zone])
  const { state: _state, ...beforeState } = narrowing
  const count = useHub(countOrders, { query: beforeState }, { keep: true })
  const counts = count.data === undefined ? null : buildCounts(count.data.states, filters.state)
  const { sort: by = 'created', direction = 'desc', ...narrowed } = filters
  const isFiltered = Object.keys(narrowed).length > 0
  const clear = () => change(nothingOf(narrowed))
  return (
    <OrdersFrame
      tags={
        counts === null ? null : (
          <span className={classes['faint']}>
            {t('ordersCount', { count: counts.shown, orders: format.number(counts.shown) })}
          </span>
        )
      }
    >
      <OrderStats />
      <Panel flush className={classes['list'] ?? ''}>
        <FilterBar
          {...(isFiltered ? { clear } : {})}
          right={
            <Button
              variant="default"
              leftSection={<IconDownload size={15} aria-hidden />}
              loading={isSaving}
              onClick={() => save(narrowing)}
            >
              {t('common:export')}
            </Button>
          }
        >
          <ListSearch
            value={filters.text ?? ''}
            onChange={text => change({ text })}
            placeholder={t('searchOrders')}
          />
          <FilterSelect
            label={t('stateOf')}
            value={filters.state ?? null}
            options={orderStates.map(value => ({
              value,
              label:
                counts === null
                  ? t(`state.${value}`)
                  : `${t(`state.${value}`)} · ${format.number(counts.of(value))}`,
            }))}
            onChange={state => change({ state })}
          />
          <FilterSelect
            label={t('plan')}
            value={filters.planId === undefined ? null : String(filters.planId)}
            options={(plans.data?.items ?? []).map(plan => ({
              value: String(plan.id),
              label: plan.title[format.language],
            }))}
            onChange={planId => change({ planId: planId === null ? null : Number(planId) })}
            isSearchable
          />
          <FilterSelect
            label={t('methodOf')}
            value={filters.method ?? null}
            options={payMethods.map(value => ({ value, label: t(`method.${value}`) }))}
            onChange={method => change({ method })}
          />
          <DayRange
            label={t('placedOn')}
            value={
              filters.from === undefined || filters.until === undefined ? null : [filters.from, filters.until]
            }
            onChange={span => change({ from: span?.[0] ?? null, until: span?.[1] ?? null })}
          />
        </FilterBar>
        <DataTable
          label={t('tabs.orders')}
          columns={columns}
          rows={items}
          rowKey={order => order.id}
          rowName={order => order.number}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          hasMore={hasMore}
          loadMore={loadMore}
          sort={{ by, direction }}
          onSort={wanted =>
            change({ sort: orderFilters.shape.sort.parse(wanted.by), direction: wanted.direction })
          }
          onOpen={order => void navigate(`/orders/${order.id}`)}
          empty={isFiltered ? undefined : <StateMessage title={t('noOrders')} hint={t('noOrdersHint')} />}
        />
      </Panel>
    </OrdersFrame>
  )
}

/** Takes each of these filters away. */
function nothingOf(filters: OrderFilters) {
  return Object.fromEntries(Object.keys(filters).map(name => [name, null]))
}
