import { SegmentedControl } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import * as z from 'zod'
import { useFilters } from '../../lib/use-filters.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { buildInboxColumns } from './inbox-columns.tsx'
import { listInbox } from './order-endpoints.ts'
import classes from './orders.module.css'
import { OrdersFrame } from './orders-frame.tsx'

const states = ['open', 'applied', 'refunded', 'dismissed', 'all'] as const
const filter = z.object({ state: z.enum(states) })

/** Money and refunds that need a person, and what became of them. */
export function InboxPage() {
  const { t } = useTranslation(['orders', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const [{ state = 'open' }, change] = useFilters(filter)
  const { items, query, hasMore, loadMore } = useHubPages(listInbox, { query: { state } })
  const columns = useMemo(() => buildInboxColumns(t, format), [t, format])
  return (
    <OrdersFrame>
      <Panel flush className={classes['list'] ?? ''}>
        <FilterBar>
          <SegmentedControl
            aria-label={t('stateOf')}
            value={state}
            onChange={chosen => change({ state: states.find(each => each === chosen) ?? null })}
            data={states.map(value => ({ value, label: t(`inboxState.${value}`) }))}
          />
        </FilterBar>
        <DataTable
          label={t('tabs.inbox')}
          columns={columns}
          rows={items}
          rowKey={item => item.id}
          rowName={item => format.money(item.amount)}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          hasMore={hasMore}
          loadMore={loadMore}
          onOpen={item => void navigate(`/orders/inbox/${item.id}`)}
          empty={
            state === 'open' ? <StateMessage title={t('inboxEmpty')} hint={t('inboxEmptyHint')} /> : undefined
          }
        />
      </Panel>
    </OrdersFrame>
  )
}
