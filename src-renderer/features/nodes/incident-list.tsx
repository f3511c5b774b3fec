import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type IncidentView, listIncidents } from '../../../hub/contract/admin/metering.ts'
import type { Formats } from '../../lib/use-format.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import type { Column } from '../../ui/table-types.ts'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { bytesOf, type IncidentKind, incidentTones, reasonOf } from './build-incident.ts'
import classes from './nodes.module.css'

interface IncidentListProps {
  readonly nodeId?: number | undefined
  readonly kind?: IncidentKind | undefined
  /** Names of the nodes, where the list is of several. */
  readonly names?: ReadonlyMap<number, string>
}

/** Everything about the counting that was not plain, newest first. */
export function IncidentList({ nodeId, kind, names }: IncidentListProps) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const { items, query, hasMore, loadMore } = useHubPages(listIncidents, {
    query: {
      limit: 100,
      ...(nodeId === undefined ? {} : { nodeId }),
      ...(kind === undefined ? {} : { kind }),
    },
  })
  const columns = useMemo(() => buildColumns(t, format, names), [t, format, names])
  return (
    <DataTable
      label={t('incidents')}
      columns={columns}
      rows={items}
      rowKey={incident => incident.id}
      rowName={incident => t(`incident.${incident.kind}`)}
      isLoading={query.isPending}
      error={query.error}
      retry={() => void query.refetch()}
      hasMore={hasMore}
      loadMore={loadMore}
      empty={<StateMessage title={t('noIncidents')} hint={t('noIncidentsHint')} />}
    />
  )
}

function buildColumns(
  t: TFunction<'nodes'>,
  format: Formats,
  names: ReadonlyMap<number, string> | undefined,
): readonly Column<IncidentView>[] {
  const node: Column<IncidentView> = {
    id: 'node',
    header: t('node'),
    width: '90px',
    cell: ({ nodeId }) => (
      <Link to={`/nodes/${nodeId}`} className={classes['quiet']}>
        {names?.get(nodeId) ?? `#${nodeId}`}
      </Link>
    ),
  }
  return [
    { id: 'at', header: t('when'), width: '146px', cell: ({ at }) => <TimeText at={at} as="short" /> },
    ...(names === undefined ? [] : [node]),
    {
      id: 'kind',
      header: t('what'),
      width: '150px',
      cell: ({ kind }) => <Tag tone={incidentTones[kind]}>{t(`incident.${kind}`)}</Tag>,
    },
    {
      id: 'why',
      header: t('why'),
      width: 'minmax(220px, 1fr)',
      cell: incident => {
        const reason = reasonOf(incident)
        const text = reason === null ? t(`incidentMeans.${incident.kind}`) : t(`incidentReason.${reason}`)
        return <span title={text}>{text}</span>
      },
    },
    {
      id: 'span',
      header: t('spanOf'),
      width: '110px',
      align: 'right',
      cell: ({ fromAt, untilAt }) => (untilAt > fromAt ? format.duration(untilAt - fromAt) : '–'),
    },
    {
      id: 'bytes',
      header: t('bytes'),
      width: '96px',
      align: 'right',
      cell: incident => {
        const bytes = bytesOf(incident)
        return bytes === 0 ? '–' : <span title={format.exactBytes(bytes)}>{format.bytes(bytes)}</span>
      },
    },
    {
      id: 'whom',
      header: t('portOrUser'),
      width: '104px',
      cell: ({ port, userId }) =>
        userId === null ? (
          (port ?? '–')
        ) : (
          <Link to={`/users/${userId}`} className={classes['quiet']}>
            {port ?? `#${userId}`}
          </Link>
        ),
    },
  ]
}
