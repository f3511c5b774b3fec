import { Checkbox } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './data-table.module.css'
import { everythingSelected, nothingSelected } from './selection.ts'
import type { DataTableProps, Sort } from './table-types.ts'

/** The head of a table: what each column is, and by which the rows are in order. */
export function DataTableHead<Row>(
  props: Pick<DataTableProps<Row>, 'columns' | 'sort' | 'onSort' | 'selection' | 'onSelection'>,
) {
  const { columns, sort, onSort, selection, onSelection } = props
  const { t } = useTranslation()
  const isAll = selection?.kind === 'all'
  const isSome = selection?.kind === 'some' && selection.keys.size > 0
  return (
    <div className={classes['head']} role="row" aria-rowindex={1}>
      {selection === undefined ? null : (
        <div className={classes['box']} role="columnheader">
          <Checkbox
            size="xs"
            checked={isAll && selection.except.size === 0}
            indeterminate={isSome || (isAll && selection.except.size > 0)}
            aria-label={t('selectAll')}
            onChange={() => onSelection?.(isAll || isSome ? nothingSelected : everythingSelected)}
          />
        </div>
      )}
      {columns.map(column => {
        const isSorted = column.sort !== undefined && sort?.by === column.sort
        return (
          <div
            key={column.id}
            role="columnheader"
            className={classes['cell']}
            data-align={column.align}
            {...(isSorted ? { 'aria-sort': sort.direction === 'asc' ? 'ascending' : 'descending' } : {})}
          >
            {column.sort === undefined || onSort === undefined ? (
              column.header
            ) : (
              <button
                type="button"
                className={classes['sort']}
                onClick={() => onSort(nextSort(sort, column.sort ?? ''))}
              >
                {column.header}
                {isSorted ? <SortMark direction={sort.direction} /> : null}
              </button>
            )}
          </div>
        )
      })}
    </div>
  )
}

function SortMark({ direction }: Pick<Sort, 'direction'>) {
  const Mark = direction === 'asc' ? IconArrowUp : IconArrowDown
  return <Mark size={13} aria-hidden />
}

function nextSort(sort: Sort | undefined, by: string): Sort {
  if (sort?.by !== by) return { by, direction: 'asc' }
  return { by, direction: sort.direction === 'asc' ? 'desc' : 'asc' }
}
