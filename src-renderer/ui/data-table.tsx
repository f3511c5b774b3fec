import { Checkbox, Skeleton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, memo, type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './data-table.module.css'
import { DataTableHead } from './data-table-head.tsx'
import { moveInRows } from './row-keys.ts'
import { everythingSelected, isSelected, selectKeys, toggleKey } from './selection.ts'
import { FailureMessage, StateMessage } from './state-message.tsx'
import type { DataTableProps } from './table-types.ts'
import { useListPlace } from './use-list-place.ts'

const rowHeight = 36
const skeletonRows = 12
/** The next page is asked for when so many rows are left below. */
const ahead = 20

/**
 * A list of any length: only the rows in sight are drawn, further pages come as one scrolls. Used by mouse or by keys
 * alone: arrows, Home, End, Page up and down move, with Shift they select, as Space does; Ctrl+A selects all that
 * match, Enter opens.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, isLoading, error, hasMore = false, loadMore, selection, onSelection, onOpen } = props
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const { initialOffset, active, setActive } = useListPlace(props.label, scroller)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialOffset,
  })
  const seen = virtual.getVirtualItems()
  const last = seen.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= rows.length - ahead) loadMore?.()
  }, [hasMore, last, rows.length, loadMore])

  const template = `${selection === undefined ? '' : '40px '}${columns.map(({ width }) => width).join(' ')}`
  const style = { '--columns': template } as CSSProperties
  const isEmpty = rows.length === 0

  /** From the row that was touched last to this one. */
  function selectSpan(to: number, isOn: boolean) {
    if (selection === undefined) return
    const span = rows.slice(Math.min(active, to), Math.max(active, to) + 1)
    onSelection?.(selectKeys(selection, span.map(props.rowKey), isOn))
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.target !== event.currentTarget) return
    const to = moveInRows(event.key, active, rows.length)
    const row = rows[active]
    if (to !== null) {
      if (event.shiftKey) selectSpan(to, true)
      setActive(to)
      virtual.scrollToIndex(to)
    } else if (event.key === ' ' && row !== undefined && selection !== undefined) {
      onSelection?.(toggleKey(selection, props.rowKey(row)))
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selection !== undefined) {
      onSelection?.(everythingSelected)
    } else if (event.key === 'Enter' && row !== undefined) onOpen?.(row)
    else return
    event.preventDefault()
  }

  return (
    <div className={classes['frame']} style={style}>
      <div
        ref={scroller}
        className={classes['scroller']}
        role="grid"
        aria-label={props.label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={isLoading}
        aria-activedescendant={seen.some(({ index }) => index === active) ? `row-${active}` : undefined}
        tabIndex={0}
        data-grid
        onKeyDown={onKeyDown}
      >
        <DataTableHead {...props} />
        {isEmpty ? (
          <EmptyRows
            isLoading={isLoading}
            error={error ?? null}
            {...(props.retry ? { retry: props.retry } : {})}
          >
            {props.empty ?? <StateMessage title={t('nothingFound')} hint={t('nothingFoundHint')} />}
          </EmptyRows>
        ) : (
          <div className={classes['body']} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {seen.map(({ index, start }) => {
              const row = rows[index]
              if (row === undefined) return null
              const key = props.rowKey(row)
              const isChosen = selection !== undefined && isSelected(selection, key)
              return (
                <div
                  key={key}
                  id={`row-${index}`}
                  role="row"
                  aria-rowindex={index + 2}
                  {...(selection === undefined ? {} : { 'aria-selected': isChosen })}
                  className={classes['row']}
                  data-active={index === active}
                  data-opens={onOpen !== undefined}
                  style={{ transform: `translateY(${start}px)` }}
                  onClick={() => {
                    setActive(index)
                    onOpen?.(row)
                  }}
                >
                  {selection === undefined ? null : (
                    <div
                      className={classes['box']}
                      role="gridcell"
                      onClick={event => event.stopPropagation()}
                    >
                      <Checkbox
                        size="xs"
                        checked={isChosen}
                        tabIndex={-1}
                        aria-label={t('selectRow', { name: props.rowName(row) })}
                        onChange={({ nativeEvent }) => {
                          if (nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
                            selectSpan(index, !isChosen)
                          else onSelection?.(toggleKey(selection, key))
                          setActive(index)
                          // The keys go on from here.
                          scroller.current?.focus({ preventScroll: true })
                        }}
                      />
                    </div>
                  )}
                  <RowCells row={row} columns={columns} />
                </div>
              )
            })}
          </div>
        )}
      </div>
    </div>
  )
}

function drawCells<Row>({
  row,
  columns,
}: Pick<DataTableProps<Row>, 'columns'> & { readonly row: Row }): ReactNode {
  return columns.map(column => (
    <div key={column.id} role="gridcell" className={classes['cell']} data-align={column.align}>
      {column.cell(row)}
    </div>
  ))
}

/** Drawn again where the row itself has changed, not with every step of the keys or of scrolling. */
const RowCells = memo(drawCells) as typeof drawCells

interface EmptyRowsProps {
  readonly isLoading: boolean
  readonly error: Error | null
  retry?(): void
  readonly children: ReactNode
}

/** What stands instead of rows; a grid may hold nothing but rows, so it is one of a single cell. */
function EmptyRows({ isLoading, error, retry, children }: EmptyRowsProps) {
  return (
    <div role="row">
      <div role="gridcell">
        {error !== null ? (
          <FailureMessage error={error} {...(retry === undefined ? {} : { retry })} />
        ) : isLoading ? (
          <SkeletonRows />
        ) : (
          children
        )}
      </div>
    </div>
  )
}

function SkeletonRows() {
  return Array.from({ length: skeletonRows }, (_, index) => index).map(index => (
    <div key={index} className={classes['skeleton']}>
      <Skeleton height={12} width={`${70 - (index % 4) * 9}%`} />
    </div>
  ))
}
