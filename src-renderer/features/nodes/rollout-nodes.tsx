import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { RolloutDetail, RolloutProblem } from '../../../hub/contract/admin/rollouts.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import type { Column } from '../../ui/table-types.ts'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { rolloutNodeTones } from './build-rollout.ts'
import { ChangeText } from './change-text.tsx'
import nodesClasses from './nodes.module.css'
import { useProblemText } from './use-problem-text.ts'

type RolloutNode = RolloutDetail['nodes'][number]

/** Its nodes in the order in which they are changed. */
export function RolloutNodes({ rollout }: { readonly rollout: RolloutDetail }) {
  const { t } = useTranslation('nodes')
  const navigate = useNavigate()
  const describe = useProblemText()
  const { nodes } = rollout
  const columns = useMemo(() => buildColumns(t, nodes, describe), [t, nodes, describe])
  return (
    <Panel title={t('rollout.order')} flush className={nodesClasses['list'] ?? ''}>
      <DataTable
        label={t('rollout.order')}
        columns={columns}
        rows={nodes}
        rowKey={({ nodeId }) => nodeId}
        rowName={({ name }) => name}
        isLoading={false}
        onOpen={({ nodeId }) => void navigate(`/nodes/${nodeId}`)}
      />
    </Panel>
  )
}

function buildColumns(
  t: TFunction<'nodes'>,
  nodes: readonly RolloutNode[],
  describe: (problem: RolloutProblem) => string,
): readonly Column<RolloutNode>[] {
  return [
    {
      id: 'place',
      header: '',
      width: '44px',
      align: 'right',
      cell: node => <span className={nodesClasses['faint']}>{nodes.indexOf(node) + 1}</span>,
    },
    { id: 'name', header: t('node'), width: 'minmax(70px, 0.4fr)', cell: ({ name }) => <b>{name}</b> },
    {
      id: 'state',
      header: t('state'),
      width: '126px',
      cell: ({ state }) => <Tag tone={rolloutNodeTones[state]}>{t(`rollout.nodeState.${state}`)}</Tag>,
    },
    {
      id: 'changed',
      header: t('rollout.applied'),
      width: '140px',
      cell: ({ appliedAt }) => <TimeText at={appliedAt} as="short" />,
    },
    {
      id: 'confirmed',
      header: t('rollout.confirmed'),
      width: '140px',
      cell: ({ confirmedAt }) => <TimeText at={confirmedAt} as="short" />,
    },
    {
      id: 'note',
      header: t('rollout.had'),
      width: 'minmax(120px, 1fr)',
      cell: ({ problem, before }) => {
        if (problem !== null) return <span title={describe(problem)}>{describe(problem)}</span>
        return before === null ? '–' : <ChangeText change={before} />
      },
    },
  ]
}
