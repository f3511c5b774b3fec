import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { EndpointAnswer } from '../../../hub/contract/endpoint.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import type { Column } from '../../ui/table-types.ts'
import { codeColumn, usedColumn } from './code-columns.tsx'
import { findCodes } from './plan-endpoints.ts'

type Found = EndpointAnswer<typeof findCodes>['items'][number]

/** Codes that begin with what was typed, whichever batch they are of. */
export function FoundCodes({ text }: { readonly text: string }) {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const query = useHub(findCodes, { query: { text } }, { keep: true })
  const columns = useMemo<readonly Column<Found>[]>(
    () => [
      codeColumn(t),
      {
        id: 'batch',
        header: t('batch'),
        width: 'minmax(200px, 1.4fr)',
        cell: code => code.batchName,
      },
      usedColumn(t, format),
    ],
    [t, format],
  )
  return (
    <DataTable
      label={t('foundCodes')}
      columns={columns}
      rows={query.data?.items ?? []}
      rowKey={code => code.id}
      rowName={code => code.code}
      isLoading={query.isPending}
      error={query.error}
      retry={() => void query.refetch()}
      onOpen={code => void navigate(`/plans/codes/${code.batchId}`)}
      empty={<StateMessage title={t('noCode')} hint={t('noCodeHint')} />}
    />
  )
}
