import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { ListSearch } from '../../ui/list-search.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { buildBatchColumns } from './batch-columns.tsx'
import { FoundCodes } from './found-codes.tsx'
import { NewBatch } from './new-batch.tsx'
import { listBatches } from './plan-endpoints.ts'
import classes from './plans.module.css'
import { PlansFrame } from './plans-frame.tsx'
import { useEffectText } from './use-effect-text.ts'

const shortestText = 3
const longestText = 48

/** Batches of codes, newest first; a code that a customer reads out leads to its batch. */
export function CodesPage() {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const mayWrite = useRight('codes.write')
  const [text, setText] = useState('')
  const [isNew, setNew] = useState(false)
  const effectText = useEffectText()
  const { items, query, hasMore, loadMore } = useHubPages(listBatches, {})
  const columns = useMemo(() => buildBatchColumns(t, format, effectText), [t, format, effectText])
  return (
    <PlansFrame
      actions={
        mayWrite ? (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
            {t('newBatch')}
          </Button>
        ) : null
      }
    >
      <Panel flush className={classes['list'] ?? ''}>
        <FilterBar>
          <ListSearch value={text} onChange={setText} placeholder={t('searchCode')} longest={longestText} />
        </FilterBar>
        {[...text].length >= shortestText ? (
          <FoundCodes text={text} />
        ) : (
          <DataTable
            label={t('tabs.codes')}
            columns={columns}
            rows={items}
            rowKey={batch => batch.id}
            rowName={batch => batch.name}
            isLoading={query.isPending}
            error={query.error}
            retry={() => void query.refetch()}
            hasMore={hasMore}
            loadMore={loadMore}
            onOpen={batch => void navigate(`/plans/codes/${batch.id}`)}
            empty={<StateMessage title={t('noBatches')} hint={t('noBatchesHint')} />}
          />
        )}
      </Panel>
      {isNew ? <NewBatch onClose={() => setNew(false)} /> : null}
    </PlansFrame>
  )
}
