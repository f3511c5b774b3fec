import type { Database, Tx } from '../../../hub/db/transaction.ts'

/** Rows of a table that a piece of work leaves: new ones, and those it changed as they are then. */
export interface LeftRows {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Does the work and says what it leaves in the database. */
export async function rowsLeftBy(database: Database, work: () => Promise<unknown>): Promise<LeftRows[]> {
  const { source } = database
  const tables = source.entityMetadatas.map(({ tableName }) => tableName)
  for (const table of tables) await source.query(`CREATE TABLE before_${table} AS SELECT * FROM ${table}`)
  await work()
  const left: LeftRows[] = []
  for (const table of tables) {
    const found: Record<string, unknown>[] = await source.query(
      `SELECT * FROM ${table} EXCEPT SELECT * FROM before_${table}`,
    )
    await source.query(`DROP TABLE before_${table}`)
    const [first] = found
    if (first === undefined) continue
    left.push({ table, columns: Object.keys(first), rows: found.map(row => Object.values(row)) })
  }
  return left
}

/** Tables of the same columns without any index. */
export async function createBareTables({ source }: Database, left: readonly LeftRows[]): Promise<void> {
  for (const { table } of left) {
    await source.query(`CREATE TABLE bare_${table} AS SELECT * FROM ${table} WHERE 1 = 0`)
  }
}

type Connection = {
  query(sql: string, values: readonly unknown[], done: (error: unknown) => void): void
  prepare(sql: string): { run(...values: readonly unknown[]): unknown }
}

/** A writer of the same rows into the bare tables: one statement a table, past everything but the driver. */
export function bareWriter(left: readonly LeftRows[]): (tx: Tx) => Promise<void> {
  const statements = left.map(({ table, columns, rows }) => {
    const row = `(${columns.map(() => '?').join(', ')})`
    const names = columns.map(name => `\`${name}\``).join(', ')
    const sql = `INSERT INTO bare_${table} (${names}) VALUES ${rows.map(() => row).join(', ')}`
    return { sql, values: rows.flat() }
  })
  const prepared = new Map<string, { run(...values: readonly unknown[]): unknown }>()
  return async tx => {
    const connection = (await tx.runner.connect()) as Connection
    for (const { sql, values } of statements) {
      if (tx.engine === 'sqlite') {
        const statement = prepared.get(sql) ?? connection.prepare(sql)
        prepared.set(sql, statement)
        statement.run(...values)
        continue
      }
      await new Promise<void>((resolve, reject) =>
        connection.query(sql, values, error => (error ? reject(error) : resolve())),
      )
    }
  }
}
