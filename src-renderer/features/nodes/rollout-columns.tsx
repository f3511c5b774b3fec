import type { TFunction } from 'i18next'
import type { RolloutItem } from '../../../hub/contract/admin/rollouts.ts'
import type { Formats } from '../../lib/use-format.ts'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { UsageBar } from '../../ui/usage-bar.tsx'
import { nameOfAuthor, partOf } from './build-rollout.ts'
import { ChangeText } from './change-text.tsx'
import classes from './nodes.module.css'
import { RolloutTag } from './rollout-tag.tsx'

/** The list of roll-outs: what changed, how far it came, who began it. */
export function buildRolloutColumns(t: TFunction<'nodes'>, format: Formats): readonly Column<RolloutItem>[] {
  return [
    { id: 'id', header: t('rollout.number'), width: '70px', cell: ({ id }) => <b>{id}</b> },
    { id: 'state', header: t('state'), width: '128px', cell: ({ state }) => <RolloutTag state={state} /> },
    {
      id: 'change',
      header: t('rollout.changed'),
      width: 'minmax(220px, 1.4fr)',
      cell: ({ change }) => <ChangeText change={change} />,
    },
    {
      id: 'nodes',
      header: t('node'),
      width: '150px',
      cell: rollout => {
        const { confirmed, nodes } = rollout.counts
        return (
          <span
            className={classes['load']}
            title={t('rolloutCounts', { confirmed: format.number(confirmed), count: nodes })}
          >
            <UsageBar part={partOf(rollout)} label={format.percent(partOf(rollout))} isProgress />
            {`${confirmed} / ${nodes}`}
          </span>
        )
      },
    },
    {
      id: 'reason',
      header: t('rollout.reason'),
      width: 'minmax(120px, 1fr)',
      cell: ({ reason }) => <span title={reason}>{reason === '' ? '–' : reason}</span>,
    },
    { id: 'by', header: t('rollout.by'), width: '130px', cell: ({ createdBy }) => nameOfAuthor(createdBy) },
    {
      id: 'at',
      header: t('rollout.begun'),
      width: '140px',
      cell: ({ createdAt }) => <TimeText at={createdAt} as="short" />,
    },
  ]
}
