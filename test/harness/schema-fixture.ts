import type { DataSource } from 'typeorm'
import type { Database } from '../../hub/db/transaction.ts'

/** A database as text: the statements that make it, rows included. */
export async function dumpDatabase(database: Database): Promise<string> {
  const { source, engine } = database
  const statements: string[] = []
  for (const table of await tableNames(source)) {
    statements.push(...(await creationOf(source, engine, table)))
    const rows = (await source.query(`SELECT * FROM ${quoted(engine, table)}`)) as Record<string, unknown>[]
    for (const row of rows) {
      const columns = Object.keys(row).map(name => quoted(engine, name))
      const values = Object.values(row).map(literal)
      statements.push(
        `INSERT INTO ${quoted(engine, table)} (${columns.join(', ')}) VALUES (${values.join(', ')})`,
      )
    }
  }
  return `${statements.map(statement => statement.replaceAll('\n', ' ')).join(';\n')};\n`
}

/** Runs the statements of a dump in an empty database. */
export async function loadDump(source: DataSource, dump: string): Promise<void> {
  for (const statement of dump.split(';\n')) if (statement.trim() !== '') await source.query(statement)
}

/** Every row of every table, by table, in the order of the dump. */
export async function readEverything(database: Database): Promise<Record<string, unknown[]>> {
  const { source, engine } = database
  const tables: Record<string, unknown[]> = {}
  for (const table of await tableNames(source)) {
    tables[table] = (await source.query(`SELECT * FROM ${quoted(engine, table)}`)) as unknown[]
  }
  return tables
}

/** Two rows in every table: values at the edges of what each column takes, and null where it may be. */
export async function fillTables(source: DataSource): Promise<void> {
  for (const entity of source.entityMetadatas) {
    for (const row of [1, 2]) {
      const values = entity.columns
        .filter(column => !column.isGenerated)
        .map(column => [
          column.databaseName,
          valueFor(String(column.type), column.databaseName, row, column.isNullable),
        ])
      const names = values.map(([name]) =>
        quoted(source.options.type === 'mariadb' ? 'mariadb' : 'sqlite', String(name)),
      )
      await source.query(
        `INSERT INTO ${entity.tableName} (${names.join(', ')}) VALUES (${values.map(() => '?').join(', ')})`,
        values.map(([, value]) => value),
      )
    }
  }
}

function valueFor(type: string, name: string, row: number, nullable: boolean): unknown {
  if (nullable && row === 2) return null
  switch (type) {
    case 'bigint':
      return Number.MAX_SAFE_INTEGER - row
    case 'integer':
      return row
    case 'boolean':
      return row - 1
    case 'blob':
      return Buffer.from([0, 255, row])
    case 'text':
      return '{"text":"O\'Brien, 李雷 🚰"}'
    default:
      return name === 'country' ? 'HK' : `${name}${row}`.slice(0, 16)
  }
}

async function tableNames(source: DataSource): Promise<string[]> {
  const isMariadb = source.options.type === 'mariadb'
  const rows = (await source.query(
    isMariadb
      ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  )) as { name: string }[]
  return rows.map(row => row.name).sort()
}

async function creationOf(source: DataSource, engine: Database['engine'], table: string): Promise<string[]> {
  if (engine === 'mariadb') {
    const [row] = (await source.query(`SHOW CREATE TABLE ${quoted(engine, table)}`)) as Record<
      string,
      string
    >[]
    return [row?.['Create Table'] ?? '']
  }
  const rows = (await source.query(
    'SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC, name',
    [table],
  )) as { sql: string }[]
  return rows.map(row => row.sql)
}

const quoted = (engine: Database['engine'], name: string) =>
  engine === 'mariadb' ? `\`${name}\`` : `"${name}"`

function literal(value: unknown): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (Buffer.isBuffer(value)) return `X'${value.toString('hex')}'`
  return `'${String(value).replaceAll("'", "''")}'`
}
