import type { DataSource, QueryRunner } from 'typeorm'
import { createDataSource, type DatabaseConfig, engineOf } from '../db/data-source.ts'
import { migrations } from '../db/migrations/all.ts'
import { marks } from '../db/raw-row.ts'
import { giveWay } from '../kernel/give-way.ts'
import type { BackupSecret } from './backup-key.ts'
import { BackupRefused } from './backup-refused.ts'
import type { Progress } from './dump-database.ts'
import { lineOfRow, parametersOfRow } from './map-row.ts'
import { openSnapshot } from './open-snapshot.ts'
import type { BackupHeader } from './parse-contents.ts'
import { type BackupSummary, readBackup } from './read-backup-file.ts'
import { createRowSum } from './row-sum.ts'

/** Of a statement: SQLite takes 32,766 parameters, MariaDB a packet of 16 MB. */
const parametersAtOnce = 8_000
const charsAtOnce = 2_000_000
const rowsPerCommit = 5_000

type Table = BackupHeader['tables'][number]

/** The migrations that a backup's database had run; throws `BackupRefused` where one is not known here. */
export function migrationsOf(header: BackupHeader) {
  const byName = new Map(migrations.map(migration => [new migration().name, migration]))
  return header.migrations.map(name => {
    const migration = byName.get(name)
    if (migration) return migration
    throw new BackupRefused(
      'newer',
      `The backup was made by version ${header.version}, which is newer than this one: restore it with that version or a later one.`,
    )
  })
}

export interface Loading {
  readonly file: string
  readonly secret: BackupSecret
  readonly config: DatabaseConfig
  /** A database that nobody keeps: it need not survive a power loss. */
  readonly isScratch?: boolean
  readonly progress?: Progress
}

/**
 * Builds the schema that the backup was made of in an empty database, fills it, and compares counts and sums of what
 * lies there with those of the backup. Throws `BackupRefused` where anything differs.
 */
export async function loadBackup(loading: Loading): Promise<BackupSummary> {
  let source: DataSource | null = null
  let writer: RowWriter | null = null
  let rowsTotal = 0
  try {
    const summary = await readBackup(loading.file, loading.secret, {
      async header(header) {
        source = createDataSource(loading.config)
        source.setOptions({ migrations: migrationsOf(header) })
        await source.initialize()
        await source.runMigrations()
        writer = await createRowWriter(source, loading.isScratch ?? false)
        rowsTotal = header.tables.reduce((sum, table) => sum + table.rows, 0)
      },
      row(table, values) {
        return writer?.add(table, values)
      },
      async tableEnd(end) {
        await writer?.flush()
        await loading.progress?.({ table: end.table, rows: writer?.written() ?? 0, rowsTotal })
      },
    })
    await (writer as RowWriter | null)?.close()
    writer = null
    if (source !== null) await compareTables(source, summary)
    return summary
  } finally {
    await (writer as RowWriter | null)?.close()
    await (source as DataSource | null)?.destroy()
  }
}

interface RowWriter {
  /** Undefined while nothing has to be waited for. */
  add(table: Table, values: readonly unknown[]): Promise<void> | undefined
  flush(): Promise<void>
  written(): number
  close(): Promise<void>
}

async function createRowWriter(source: DataSource, isScratch: boolean): Promise<RowWriter> {
  const runner = source.createQueryRunner()
  const isSqlite = engineOf(source) === 'sqlite'
  if (!isSqlite) {
    await runner.query("SET SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',NO_AUTO_VALUE_ON_ZERO')")
  } else if (isScratch) await runner.query('PRAGMA synchronous = OFF')
  let table: Table | null = null
  let batch: (string | number | null | Buffer)[][] = []
  let chars = 0
  let uncommitted = 0
  let written = 0

  async function insert(): Promise<void> {
    if (table === null || batch.length === 0) return
    if (uncommitted === 0) await runner.query(isSqlite ? 'BEGIN IMMEDIATE' : 'START TRANSACTION')
    await insertRows(runner, table, batch)
    uncommitted += batch.length
    written += batch.length
    batch = []
    chars = 0
    if (uncommitted >= rowsPerCommit) await commit()
    await giveWay()
  }
  async function commit(): Promise<void> {
    if (uncommitted > 0) await runner.query('COMMIT')
    uncommitted = 0
  }
  return {
    add(into, values) {
      table = into
      const parameters = parametersOfRow(into, values)
      batch.push(parameters)
      for (const value of parameters) chars += typeof value === 'number' || value === null ? 8 : value.length
      const isFull = (batch.length + 1) * into.columns.length > parametersAtOnce || chars > charsAtOnce
      return isFull ? insert() : undefined
    },
    async flush() {
      await insert()
      await commit()
    },
    written: () => written,
    close: () => runner.release(),
  }
}

async function insertRows(
  runner: QueryRunner,
  table: Table,
  rows: readonly (readonly (string | number | null | Buffer)[])[],
): Promise<void> {
  const columns = table.columns.map(({ name }) => `\`${name}\``).join(', ')
  const values = rows.map(row => `(${marks(row.length)})`).join(', ')
  await runner.query(`INSERT INTO \`${table.name}\` (${columns}) VALUES ${values}`, rows.flat())
}

/** Reads the tables back; throws `BackupRefused` where one has other rows than the backup says. */
async function compareTables(source: DataSource, summary: BackupSummary): Promise<void> {
  const snapshot = await openSnapshot(source)
  try {
    for (const [index, end] of summary.tables.entries()) {
      const table = summary.header.tables[index]
      const sum = createRowSum()
      if (table) {
        for await (const page of snapshot.rows(table)) for (const row of page) sum.add(lineOfRow(table, row))
      }
      if (sum.rows() === end.rows && sum.read() === end.sum) continue
      throw new BackupRefused(
        'damaged',
        `The table ${end.table} did not come back as it was: ${sum.rows()} rows of ${end.rows}, or other contents.`,
      )
    }
  } finally {
    await snapshot.close()
  }
}
