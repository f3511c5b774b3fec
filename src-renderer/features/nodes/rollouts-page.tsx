import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { listRollouts } from '../../../hub/contract/admin/rollouts.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { isUnderWay } from './build-rollout.ts'
import classes from './nodes.module.css'
import { NodesFrame } from './nodes-frame.tsx'
import { OpenRollout } from './open-rollout.tsx'
import { buildRolloutColumns } from './rollout-columns.tsx'

const everyMs = 10_000

/** Every change of settings that was rolled out over nodes, newest first. */
export function RolloutsPage() {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const navigate = useNavigate()
  const mayWrite = useRight('nodes.write')
  const { items, query, hasMore, loadMore } = useHubPages(
    listRollouts,
    { query: { limit: 50, state: 'all' } },
    { everyMs },
  )
  const columns = useMemo(() => buildRolloutColumns(t, format), [t, format])
  const isFree = !items.some(({ state }) => isUnderWay(state))
  const add = (
    <Button component={Link} to="/nodes/rollouts/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('rollout.new')}
    </Button>
  )
  return (
    <NodesFrame actions={mayWrite && isFree ? add : null}>
      <OpenRollout />
      <Panel flush className={classes['list'] ?? ''}>
        <DataTable
          label={t('tabs.rollouts')}
          columns={columns}
          rows={items}
          rowKey={({ id }) => id}
          rowName={({ id }) => t('rolloutTitle', { id })}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          hasMore={hasMore}
          loadMore={loadMore}
          onOpen={({ id }) => void navigate(`/nodes/rollouts/${id}`)}
          empty={<StateMessage title={t('rollout.none')} hint={t('rollout.noneHint')} />}
        />
      </Panel>
    </NodesFrame>
  )
}
