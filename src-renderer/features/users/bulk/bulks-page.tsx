import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import * as z from 'zod'
import { bulkState } from '../../../../hub/contract/admin/bulk-views.ts'
import { useFilters } from '../../../lib/use-filters.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHubPages } from '../../../lib/use-hub.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { FilterBar } from '../../../ui/filter-bar.tsx'
import { FilterSelect } from '../../../ui/filter-select.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { StateMessage } from '../../../ui/state-message.tsx'
import { listBulk } from '../user-endpoints.ts'
import { UsersFrame } from '../users-frame.tsx'
import classes from './bulk.module.css'
import { buildBulkColumns } from './bulk-columns.tsx'
import { useBulkText } from './use-bulk-text.ts'

const filter = z.object({ state: bulkState })

/** What was done to many users at once, newest first; each can be opened, and undone there. */
export function BulksPage() {
  const { t } = useTranslation(['users', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const say = useBulkText()
  const [{ state }, change, clear] = useFilters(filter)
  const { items, query, hasMore, loadMore } = useHubPages(listBulk, {
    query: state === undefined ? {} : { state },
  })
  const columns = useMemo(() => buildBulkColumns(t, format, say), [t, format, say])
  return (
    <UsersFrame>
      <Panel flush className={classes['list'] ?? ''}>
        <FilterBar {...(state === undefined ? {} : { clear })}>
          <FilterSelect
            label={t('bulk.stateOf')}
            value={state ?? null}
            options={bulkState.options.map(value => ({ value, label: t(`bulk.state.${value}`) }))}
            onChange={chosen => change({ state: chosen })}
          />
        </FilterBar>
        <DataTable
          label={t('tabs.bulk')}
          columns={columns}
          rows={items}
          rowKey={bulk => bulk.id}
          rowName={bulk => t('bulk.title', { id: bulk.id })}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          hasMore={hasMore}
          loadMore={loadMore}
          onOpen={({ id }) => void navigate(`/users/bulk/${id}`)}
          empty={
            state === undefined ? (
              <StateMessage
                title={t('bulk.none')}
                hint={t('bulk.noneHint')}
                action={
                  <Button variant="default" component={Link} to="/users">
                    {t('bulk.toUsers')}
                  </Button>
                }
              />
            ) : undefined
          }
        />
      </Panel>
    </UsersFrame>
  )
}
