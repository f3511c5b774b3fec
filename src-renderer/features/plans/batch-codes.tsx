import { Button, SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { CodeBatchView, CodeView } from '../../../hub/contract/admin/codes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction, useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { tellFailure } from '../../ui/notify.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import type { Column } from '../../ui/table-types.ts'
import { codeColumn, codeStateColumn, usedColumn } from './code-columns.tsx'
import { listCodes, listUses, toggleCode } from './plan-endpoints.ts'
import classes from './plans.module.css'
import { buildUseColumns } from './use-columns.tsx'

const parts = ['codes', 'uses'] as const

/** The codes of a batch, or the log of their uses. */
export function BatchCodes({ batch }: { readonly batch: CodeBatchView }) {
  const { t } = useTranslation('plans')
  const [part, setPart] = useState<(typeof parts)[number]>('codes')
  return (
    <Panel flush className={classes['list'] ?? ''}>
      <FilterBar>
        <SegmentedControl
          aria-label={t('shown')}
          value={part}
          onChange={chosen => setPart(parts.find(each => each === chosen) ?? 'codes')}
          data={parts.map(value => ({ value, label: t(`part.${value}`) }))}
        />
      </FilterBar>
      {part === 'codes' ? <Codes batchId={batch.id} /> : <Uses batchId={batch.id} />}
    </Panel>
  )
}

function Codes({ batchId }: { readonly batchId: number }) {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const mayWrite = useRight('codes.write')
  const { items, query, hasMore, loadMore } = useHubPages(listCodes, { params: { batchId } })
  const columns = useMemo<readonly Column<CodeView>[]>(
    () => [
      codeColumn(t),
      usedColumn(t, format),
      codeStateColumn(t),
      ...(mayWrite
        ? [{ id: 'toggle', header: '', width: '150px', cell: (code: CodeView) => <Toggle code={code} /> }]
        : []),
    ],
    [t, format, mayWrite],
  )
  return (
    <DataTable
      label={t('tabs.codes')}
      columns={columns}
      rows={items}
      rowKey={code => code.id}
      rowName={code => code.code}
      isLoading={query.isPending}
      error={query.error}
      retry={() => void query.refetch()}
      hasMore={hasMore}
      loadMore={loadMore}
    />
  )
}

function Toggle({ code }: { readonly code: CodeView }) {
  const { t } = useTranslation('plans')
  const describe = useFailureText()
  const toggle = useHubAction(toggleCode, {
    changes: ['code.'],
    onFailed: failed => tellFailure(describe(failed)),
  })
  const isOff = code.disabledAt !== null
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      className={classes['rowAction'] ?? ''}
      loading={toggle.isPending}
      aria-label={t(isOff ? 'putBackCode' : 'takeOutCode', { code: code.code })}
      onClick={() => toggle.mutate({ params: { codeId: code.id }, body: { enabled: isOff } })}
    >
      {t(isOff ? 'putBack' : 'takeOut')}
    </Button>
  )
}

function Uses({ batchId }: { readonly batchId: number }) {
  const { t } = useTranslation(['plans', 'common'])
  const navigate = useNavigate()
  const { items, query, hasMore, loadMore } = useHubPages(listUses, { params: { batchId } })
  const columns = useMemo(() => buildUseColumns(t), [t])
  return (
    <DataTable
      label={t('part.uses')}
      columns={columns}
      rows={items}
      rowKey={use => use.id}
      rowName={use => use.orderNumber}
      isLoading={query.isPending}
      error={query.error}
      retry={() => void query.refetch()}
      hasMore={hasMore}
      loadMore={loadMore}
      onOpen={use => void navigate(`/orders/${use.orderId}`)}
      empty={<StateMessage title={t('noUses')} hint={t('noUsesHint')} />}
    />
  )
}
