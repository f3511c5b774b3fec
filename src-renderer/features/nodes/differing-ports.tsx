import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConfigDifference } from '../../../hub/contract/admin/node-views.ts'
import { type Formats, useFormat } from '../../lib/use-format.ts'
import { DataTable } from '../../ui/data-table.tsx'
import type { Column } from '../../ui/table-types.ts'
import { Tag } from '../../ui/tag.tsx'
import { buildFieldDifferences, type FieldDifference } from './build-difference.ts'
import classes from './node-page.module.css'

type Port = ConfigDifference['items'][number]

interface DifferingPortsProps {
  readonly ports: readonly Port[]
  readonly hasMore: boolean
  loadMore(): void
}

/** Port by port: what is wanted and what is there. */
export function DifferingPorts({ ports, hasMore, loadMore }: DifferingPortsProps) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const columns = useMemo(() => buildColumns(t, format), [t, format])
  return (
    <DataTable
      label={t('differingPorts')}
      columns={columns}
      rows={ports}
      rowKey={({ port }) => port}
      rowName={({ port }) => String(port)}
      isLoading={false}
      hasMore={hasMore}
      loadMore={loadMore}
    />
  )
}

function buildColumns(t: TFunction<'nodes'>, format: Formats): readonly Column<Port>[] {
  const write = (field: FieldDifference['field'], value: FieldDifference['desired']) => {
    if (value === null) return t('notSet')
    if (field === 'closeAt') return format.bytes(Number(value))
    if (field === 'closeAfter') return format.short(Number(value))
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
    return String(value)
  }
  return [
    { id: 'port', header: t('port'), width: '90px', cell: ({ port }) => port },
    {
      id: 'kind',
      header: t('state'),
      width: '130px',
      cell: ({ kind }) => <Tag tone={kind === 'missing' ? 'bad' : 'warn'}>{t(`portIs.${kind}`)}</Tag>,
    },
    {
      id: 'what',
      header: t('differsIn'),
      width: 'minmax(320px, 1fr)',
      cell: port => (
        <>
          {buildFieldDifferences(port).map(({ field, desired, applied }) => (
            <span key={field} className={classes['field']}>
              {t(`field.${field}`)}
              {field === 'password' || field === 'listening' ? null : (
                <>
                  {' '}
                  <b>{write(field, desired)}</b> ← {write(field, applied)}
                </>
              )}
            </span>
          ))}
        </>
      ),
    },
  ]
}
