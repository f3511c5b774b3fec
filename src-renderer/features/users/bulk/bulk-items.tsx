import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { BulkView } from '../../../../hub/contract/admin/bulk-views.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHubPages } from '../../../lib/use-hub.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { StateMessage } from '../../../ui/state-message.tsx'
import { listBulkItems } from '../user-endpoints.ts'
import classes from './bulk.module.css'
import { buildItemColumns } from './bulk-columns.tsx'
import { useOutcomeText } from './use-bulk-text.ts'

const choices = ['all', 'done', 'skipped'] as const

/** What a bulk action did for each user, and for whom nothing and why. */
export function BulkItems({ bulk }: { readonly bulk: BulkView }) {
  const { t } = useTranslation(['users', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const [shown, setShown] = useState<(typeof choices)[number]>('all')
  const { items, query, hasMore, loadMore } = useHubPages(listBulkItems, {
    params: { bulkId: bulk.id },
    query: shown === 'all' ? {} : { state: shown },
  })
  const say = useOutcomeText(bulk)
  const withUndone = bulk.undoes === null
  const columns = useMemo(() => buildItemColumns(t, say, withUndone), [t, say, withUndone])
  const counts = { all: bulk.done + bulk.skipped, done: bulk.done, skipped: bulk.skipped }
  const name = { all: t('common:all'), done: t('bulk.itemState.done'), skipped: t('bulk.itemState.skipped') }
  const isUnderWay = bulk.state === 'queued' || bulk.state === 'running'
  return (
    <Panel flush className={classes['list'] ?? ''}>
      <div className={classes['filter']}>
        <SegmentedControl
          aria-label={t('bulk.items')}
          value={shown}
          onChange={chosen => setShown(choices.find(each => each === chosen) ?? 'all')}
          data={choices.map(value => ({ value, label: `${name[value]} · ${format.number(counts[value])}` }))}
        />
      </div>
      <DataTable
        label={t('bulk.items')}
        columns={columns}
        rows={items}
        rowKey={item => item.userId}
        rowName={item => item.name}
        isLoading={query.isPending}
        error={query.error}
        retry={() => void query.refetch()}
        hasMore={hasMore}
        loadMore={loadMore}
        onOpen={({ userId }) => void navigate(`/users/${userId}`)}
        empty={
          isUnderWay ? (
            <StateMessage title={t('bulk.nobodyPassed')} hint={t('bulk.nobodyPassedHint')} />
          ) : (
            <StateMessage title={t('common:nothingFound')} />
          )
        }
      />
    </Panel>
  )
}
