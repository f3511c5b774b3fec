import type { ReactNode } from 'react'
import type { Selection } from './selection.ts'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** A track of the grid: `120px`, `minmax(160px, 2fr)`. */
  readonly width: string
  readonly align?: 'right'
  /** What the hub calls this order; left out where it cannot be sorted by. */
  readonly sort?: string
  cell(row: Row): ReactNode
}

export interface Sort {
  readonly by: string
  readonly direction: 'asc' | 'desc'
}

export interface DataTableProps<Row> {
  /** What the list is of, for those who hear it. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  rowKey(row: Row): number
  rowName(row: Row): string
  readonly isLoading: boolean
  readonly error?: Error | null
  retry?(): void
  readonly hasMore?: boolean
  loadMore?(): void
  readonly sort?: Sort
  onSort?(sort: Sort): void
  readonly selection?: Selection
  onSelection?(selection: Selection): void
  onOpen?(row: Row): void
  /** In place of the rows where there is none. */
  readonly empty?: ReactNode
}
