import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/use-format.ts'
import { DataTable } from '../../ui/data-table.tsx'
import type { Column } from '../../ui/table-types.ts'
import type { Sheet } from './build-sheet.ts'
import type { StepFormat } from './format-step.ts'
import classes from './traffic.module.css'
import { useLineName } from './use-line-name.ts'
import type { Rival } from './view-rule.ts'

interface FiguresTableProps {
  readonly sheet: Sheet
  readonly rival: Rival
  readonly format: StepFormat
}

/** The chart as figures, newest step first. */
export function FiguresTable({ sheet, rival, format }: FiguresTableProps) {
  const { t } = useTranslation('traffic')
  const { bytes, exactBytes } = useFormat()
  const nameOf = useLineName()
  const { starts, end, lines, totals, before, isRunning } = sheet
  const rows = useMemo(() => starts.map((_, index) => index).reverse(), [starts])
  const figure = (values: readonly number[], step: number) => (
    <span title={exactBytes(values[step] ?? 0)}>{bytes(values[step] ?? 0)}</span>
  )
  const title = (step: number) => format.title(starts[step] ?? 0, starts[step + 1] ?? end)
  const columns: readonly Column<number>[] = [
    {
      id: 'step',
      header: t('stepOf'),
      width: 'minmax(166px, 1.4fr)',
      cell: step => (
        <>
          <span title={title(step)}>{format.row(starts[step] ?? 0)}</span>
          {isRunning && step === starts.length - 1 ? (
            <span className={classes['faint']}> · {t('soFar')}</span>
          ) : null}
        </>
      ),
    },
    ...lines.map(
      (line): Column<number> => ({
        id: line.key,
        header: nameOf(line.of),
        width: 'minmax(80px, 1fr)',
        align: 'right',
        cell: step => figure(line.values, step),
      }),
    ),
    {
      id: 'total',
      header: t('total'),
      width: 'minmax(96px, 1fr)',
      align: 'right',
      cell: step => <b>{figure(totals, step)}</b>,
    },
    ...(before === null
      ? []
      : [
          {
            id: 'before',
            header: t(rival === 'year' ? 'beforeYear' : 'before'),
            width: 'minmax(96px, 1fr)',
            align: 'right',
            cell: step => figure(before, step),
          } satisfies Column<number>,
        ]),
  ]
  return (
    <div className={classes['figures']}>
      <DataTable
        label={t('showAs.table')}
        columns={columns}
        rows={rows}
        rowKey={step => step}
        rowName={title}
        isLoading={false}
      />
    </div>
  )
}
