import type { DataSource, EntitySchema, QueryRunner } from 'typeorm'
import { engineOf } from '../../../hub/db/data-source.ts'
import { rowsOf } from '../../../hub/db/transaction.ts'

/** Takes rows of any table, as fast as the engine takes them. */
export interface RowSink {
  /** Adds a row with all its columns. */
  add<Row extends object>(entity: EntitySchema<Row>, row: Row): void
  /** Whether what was added should be waited for before more is. */
  isFull(): boolean
  /** Waits until everything is written. */
  settle(): Promise<void>
  /** Rows by table. */
  counts(): ReadonlyMap<string, number>
}

interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** Adds the values of a row, in the order of the columns. */
  push(row: object, values: unknown[]): void
}

/** How a table's columns are stored: JSON as text (null too, as TypeORM does), flags as numbers, the others as they are. */
function describeTable({ options }: EntitySchema<never>): Table {
  const columns = Object.keys(options.columns)
  const encoders = columns.map(name => {
    const column = (options.columns as Record<string, { type: unknown; transformer?: unknown }>)[name]
    if (column?.type === 'boolean') return Number
    if (column?.type === 'text' && column.transformer !== undefined) return JSON.stringify
    return null
  })
  return {
    name: String(options.tableName),
    columns,
    push(row, values) {
      const given = row as Record<string, unknown>
      for (let i = 0; i < columns.length; i += 1) {
        const value = given[columns[i] ?? '']
        const encode = encoders[i]
        values.push(encode == null ? value : encode(value as never))
      }
    },
  }
}

interface Statement {
  run(...values: readonly unknown[]): unknown
}
interface SqliteConnection {
  prepare(sql: string): Statement
  pragma(text: string): unknown
}

function isConnection(value: unknown): value is SqliteConnection {
  return typeof value === 'object' && value !== null && 'prepare' in value && 'pragma' in value
}

const quoted = (name: string): string => `\`${name}\``

/**
 * Seeds one database in one transaction: `fill` adds the rows. On SQLite the file is written without a journal and
 * without waiting for the disk, and the indexes are made at the end: what breaks off leaves a file of no use.
 */
export async function seedRows(source: DataSource, fill: (sink: RowSink) => Promise<void>) {
  const runner = source.createQueryRunner()
  await runner.connect()
  try {
    return engineOf(source) === 'sqlite' ? await seedSqlite(runner, fill) : await seedMariadb(runner, fill)
  } finally {
    await runner.release()
  }
}

/** One statement for several rows takes half the time that one for each does. */
const valuesAtOnce = 240

interface SqliteTable {
  readonly table: Table
  /** Rows of `insertMany`. */
  readonly size: number
  readonly insertMany: Statement
  readonly insertOne: Statement
  readonly waiting: unknown[]
  rows: number
}

async function seedSqlite(runner: QueryRunner, fill: (sink: RowSink) => Promise<void>) {
  const connection: unknown = await runner.connect()
  if (!isConnection(connection)) throw new Error('the SQLite driver has no prepare')
  for (const pragma of [
    'journal_mode = OFF',
    'synchronous = OFF',
    'cache_size = -400000',
    'temp_store = MEMORY',
  ]) {
    connection.pragma(pragma)
  }
  const indexes = rowsOf(
    await runner.query(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
    ),
  )
  for (const index of indexes) await runner.query(`DROP INDEX "${String(index['name'])}"`)
  await runner.query('BEGIN')
  const tables = new Map<object, SqliteTable>()
  const insertOf = ({ name, columns }: Table, rows: number): Statement => {
    const marks = `(${columns.map(() => '?').join(', ')})`
    const all = Array.from({ length: rows }, () => marks).join(', ')
    return connection.prepare(`INSERT INTO ${name} (${columns.map(quoted).join(', ')}) VALUES ${all}`)
  }
  const write = ({ insertMany, insertOne, table, waiting }: SqliteTable, isLast: boolean) => {
    const width = table.columns.length
    if (!isLast) insertMany.run(...waiting)
    else for (let at = 0; at < waiting.length; at += width) insertOne.run(...waiting.slice(at, at + width))
    waiting.length = 0
  }
  const sink: RowSink = {
    add(entity, row) {
      let known = tables.get(entity)
      if (known === undefined) {
        const table = describeTable(entity as unknown as EntitySchema<never>)
        const size = Math.ceil(valuesAtOnce / table.columns.length)
        known = {
          table,
          size,
          insertMany: insertOf(table, size),
          insertOne: insertOf(table, 1),
          waiting: [],
          rows: 0,
        }
        tables.set(entity, known)
      }
      known.table.push(row, known.waiting)
      known.rows += 1
      if (known.waiting.length === known.size * known.table.columns.length) write(known, false)
    },
    isFull: () => false,
    async settle() {
      for (const table of tables.values()) write(table, true)
    },
    counts: () => new Map([...tables.values()].map(({ table, rows }) => [table.name, rows])),
  }
  await fill(sink)
  await sink.settle()
  await runner.query('COMMIT')
  for (const index of indexes) await runner.query(String(index['sql']))
  connection.pragma('journal_mode = DELETE')
  return sink.counts()
}

/** Parameters of one statement: the protocol takes 65,535. */
const mostParameters = 16_000
const mostWaiting = 20_000

async function seedMariadb(runner: QueryRunner, fill: (sink: RowSink) => Promise<void>) {
  const tables = new Map<object, { readonly table: Table; rows: unknown[][]; count: number }>()
  let waiting = 0
  const settle = async () => {
    for (const { table, rows } of tables.values()) {
      const perStatement = Math.floor(mostParameters / table.columns.length)
      for (let from = 0; from < rows.length; from += perStatement) {
        const part = rows.slice(from, from + perStatement)
        const marks = `(${table.columns.map(() => '?').join(', ')})`
        await runner.query(
          `INSERT INTO ${table.name} (${table.columns.map(quoted).join(', ')}) VALUES ${part.map(() => marks).join(', ')}`,
          part.flat(),
        )
      }
      rows.length = 0
    }
    waiting = 0
  }
  const sink: RowSink = {
    add(entity, row) {
      let known = tables.get(entity)
      if (known === undefined) {
        known = { table: describeTable(entity as unknown as EntitySchema<never>), rows: [], count: 0 }
        tables.set(entity, known)
      }
      const values: unknown[] = []
      known.table.push(row, values)
      known.rows.push(values)
      known.count += 1
      waiting += 1
    },
    isFull: () => waiting >= mostWaiting,
    settle,
    counts: () => new Map([...tables.values()].map(({ table, count }) => [table.name, count])),
  }
  await runner.query('SET SESSION foreign_key_checks = 0, unique_checks = 0')
  await runner.query('START TRANSACTION')
  await fill(sink)
  await settle()
  await runner.query('COMMIT')
  return sink.counts()
}
