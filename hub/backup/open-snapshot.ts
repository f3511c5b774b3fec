import type { DataSource, QueryRunner } from 'typeorm'
import { engineOf } from '../db/data-source.ts'
import { type Apart, openApart } from '../db/open-apart.ts'
import { integerIn, type RawRow } from '../db/raw-row.ts'
import { rowsOf } from '../db/transaction.ts'
import { giveWay } from '../kernel/give-way.ts'
import { kindOfType } from './map-row.ts'
import type { TableShape } from './parse-contents.ts'

/** A database as of one moment, on a connection of its own, while others go on writing. */
export interface Snapshot {
  select(sql: string): Promise<readonly RawRow[]>
  /** All rows of a table, some at a time. */
  rows(shape: TableShape): AsyncGenerator<readonly RawRow[]>
  close(): Promise<void>
}

const rowsAtOnce = 500
const quoted = (name: string) => `\`${name}\``
const columnsOf = (shape: TableShape) => shape.columns.map(({ name }) => quoted(name)).join(', ')

/** The tables that the entities describe, by name: one that is added to them is in every backup. */
export function tablesOf(source: DataSource): TableShape[] {
  return source.entityMetadatas
    .map(entity => ({
      name: entity.tableName,
      columns: entity.columns.map(column => ({
        name: column.databaseName,
        kind: kindOfType(String(column.type)),
      })),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Opens a second connection to the database of `source` and begins to read it. The caller closes it. */
export async function openSnapshot(source: DataSource): Promise<Snapshot> {
  const apart = await openApart(source)
  if (engineOf(source) === 'sqlite') return inPages(apart)
  try {
    return await inStreams(apart)
  } catch (error) {
    await apart.close()
    throw error
  }
}

const selectWith =
  (runner: QueryRunner) =>
  async (sql: string): Promise<readonly RawRow[]> =>
    rowsOf(await runner.query(sql))

function inPages({ runner, close }: Apart): Snapshot {
  const select = selectWith(runner)
  return {
    select,
    async *rows(shape) {
      for (let after = Number.MIN_SAFE_INTEGER; ; ) {
        const page = await select(
          `SELECT rowid AS \`rowid of this page\`, ${columnsOf(shape)} FROM ${quoted(shape.name)} WHERE rowid > ${after} ORDER BY rowid LIMIT ${rowsAtOnce}`,
        )
        const last = page.at(-1)
        if (last === undefined) return
        after = integerIn(last, 'rowid of this page')
        yield page
        await giveWay()
      }
    },
    close,
  }
}

/** One statement streams a table: it may last longer than the server allows a reader that is slow. */
async function inStreams({ runner, close }: Apart): Promise<Snapshot> {
  await runner.query('SET SESSION net_write_timeout = 3600, wait_timeout = 28800')
  const connection: unknown = await runner.connect()
  let isStreaming = false
  return {
    select: selectWith(runner),
    async *rows(shape) {
      isStreaming = true
      let page: RawRow[] = []
      for await (const row of await runner.stream(`SELECT ${columnsOf(shape)} FROM ${quoted(shape.name)}`)) {
        page.push(row as RawRow)
        if (page.length < rowsAtOnce) continue
        yield page
        page = []
      }
      isStreaming = false
      if (page.length > 0) yield page
    },
    async close() {
      // A table that was not read to its end would otherwise be read to it now.
      if (isStreaming) destroyConnection(connection)
      await close()
    },
  }
}

function destroyConnection(connection: unknown): void {
  if (typeof connection !== 'object' || connection === null || !('destroy' in connection)) return
  if (typeof connection.destroy === 'function') connection.destroy()
}
