import type { TFunction } from 'i18next'
import type { NodeListItem } from '../../../hub/contract/admin/node-views.ts'
import type { Formats } from '../../lib/use-format.ts'
import type { Column } from '../../ui/table-types.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { UsageBar } from '../../ui/usage-bar.tsx'
import { loadOf } from './build-nodes.ts'
import { CertificateText, ClockText, RateText, RevisionText } from './node-facts.tsx'
import { NodeTag } from './node-tag.tsx'
import classes from './nodes.module.css'

/** The list of the fleet: is it serving, how busy is it, does it run what it should. */
export function buildNodeColumns(t: TFunction<'nodes'>, format: Formats): readonly Column<NodeListItem>[] {
  return [
    {
      id: 'name',
      header: t('node'),
      width: 'minmax(110px, 1fr)',
      sort: 'name',
      cell: node => (
        <>
          <b>{node.name}</b> <span className={classes['country']}>{node.country}</span>
          <RateText rate={node.rate} />
        </>
      ),
    },
    {
      id: 'state',
      header: t('state'),
      width: 'minmax(184px, 1.2fr)',
      sort: 'state',
      cell: node => <NodeTag node={node} />,
    },
    {
      id: 'load',
      header: t('users'),
      width: 'minmax(120px, 0.8fr)',
      sort: 'load',
      cell: node => (
        <span
          className={classes['load']}
          title={t('placesOf', { users: node.users, capacity: node.capacity })}
        >
          <UsageBar part={loadOf(node)} label={format.percent(loadOf(node))} />
          {format.number(node.users)}
        </span>
      ),
    },
    {
      id: 'traffic',
      header: t('trafficNow'),
      width: '130px',
      align: 'right',
      sort: 'traffic',
      cell: ({ traffic }) =>
        traffic === null ? (
          <span className={classes['faint']}>–</span>
        ) : (
          <span title={t('downUp', { down: format.rate(traffic.download), up: format.rate(traffic.upload) })}>
            {format.rate(traffic.download + traffic.upload)}
          </span>
        ),
    },
    {
      id: 'collected',
      header: t('collected'),
      width: '150px',
      sort: 'collected',
      cell: node => <TimeText at={node.lastCollectedAt} />,
    },
    {
      id: 'revision',
      header: t('revision'),
      width: '104px',
      cell: node => <RevisionText node={node} />,
    },
    {
      id: 'clock',
      header: t('clock'),
      width: '78px',
      align: 'right',
      cell: node => <ClockText node={node} />,
    },
    {
      id: 'certificate',
      header: t('certificate'),
      width: '136px',
      sort: 'certificate',
      cell: node => <CertificateText at={node.certificateExpiresAt} />,
    },
  ]
}
