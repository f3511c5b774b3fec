import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import * as z from 'zod'
import { useRight } from '../../lib/connection-store.ts'
import { useFilters } from '../../lib/use-filters.ts'
import { useFormat } from '../../lib/use-format.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { ListSearch } from '../../ui/list-search.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import type { Sort } from '../../ui/table-types.ts'
import { arrangeNodes, isInGroup, nodeGroups } from './build-nodes.ts'
import { FleetStats } from './fleet-stats.tsx'
import { buildNodeColumns } from './node-columns.tsx'
import classes from './nodes.module.css'
import { NodesFrame } from './nodes-frame.tsx'
import { OpenRollout } from './open-rollout.tsx'
import { useFleet } from './use-fleet.ts'

const filterSchema = z.object({ text: z.string(), group: z.enum(nodeGroups), region: z.string() })

/** The whole fleet, what is wrong first. */
export function NodesPage() {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const navigate = useNavigate()
  const [filters, change, clear] = useFilters(filterSchema)
  const [sort, setSort] = useState<Sort>({ by: 'state', direction: 'asc' })
  const { items, query } = useFleet(filters.group === 'removed')
  const rows = useMemo(() => arrangeNodes(items, filters, sort), [items, filters, sort])
  const columns = useMemo(() => buildNodeColumns(t, format), [t, format])
  const regions = [...new Set(items.map(node => node.region))].sort()
  const mayWrite = useRight('nodes.write')
  const isFiltered = Object.keys(filters).length > 0
  const troubled = items.filter(node => isInGroup(node, 'troubled')).length
  return (
    <NodesFrame actions={mayWrite ? <AddNode /> : null}>
      {filters.group === 'removed' ? null : <FleetStats nodes={items} />}
      <OpenRollout />
      <Panel flush className={classes['list'] ?? ''}>
        <FilterBar {...(isFiltered ? { clear } : {})}>
          <ListSearch
            value={filters.text ?? ''}
            onChange={text => change({ text })}
            placeholder={t('searchNodes')}
          />
          <FilterSelect
            label={t('state')}
            value={filters.group ?? null}
            options={nodeGroups.map(value => ({
              value,
              label:
                value === 'troubled' && troubled > 0
                  ? `${t('group.troubled')} · ${troubled}`
                  : t(`group.${value}`),
            }))}
            onChange={group => change({ group })}
          />
          <FilterSelect
            label={t('region')}
            value={filters.region ?? null}
            options={regions.map(value => ({ value, label: value }))}
            onChange={region => change({ region })}
          />
        </FilterBar>
        <DataTable
          label={t('tabs.nodes')}
          columns={columns}
          rows={rows}
          rowKey={node => node.id}
          rowName={node => node.name}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          sort={sort}
          onSort={setSort}
          onOpen={node => void navigate(`/nodes/${node.id}`)}
          empty={isFiltered ? undefined : <StateMessage title={t('noNodes')} hint={t('noNodesHint')} />}
        />
      </Panel>
    </NodesFrame>
  )
}

function AddNode() {
  const { t } = useTranslation('nodes')
  return (
    <Button component={Link} to="/nodes/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('addNode')}
    </Button>
  )
}
