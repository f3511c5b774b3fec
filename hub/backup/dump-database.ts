import type { DataSource } from 'typeorm'
import type { Instant } from '../contract/primitives.ts'
import { engineOf } from '../db/data-source.ts'
import { migrations } from '../db/migrations/all.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import type { BackupSecret } from './backup-key.ts'
import { BackupRefused } from './backup-refused.ts'
import { lineOfRow } from './map-row.ts'
import { openSnapshot, type Snapshot, tablesOf } from './open-snapshot.ts'
import type { BackupHeader } from './parse-contents.ts'
import { createRowSum } from './row-sum.ts'
import { formatVersion, writeBackupFile } from './write-backup-file.ts'

/** How far long work has come. It is awaited, so it may write; it is called after every page of rows. */
export type Progress = (done: {
  readonly table: string
  readonly rows: number
  readonly rowsTotal: number
}) => Promise<void> | void

export interface DumpOptions {
  readonly version: string
  readonly createdAt: Instant
  readonly secret: BackupSecret
  readonly progress?: Progress
  /** Whether a file of this name may be replaced. */
  readonly replace?: boolean
}

export interface Dumped {
  readonly header: BackupHeader
  readonly bytes: number
  readonly sha256: string
  readonly rows: number
}

/**
 * Writes all tables as of one moment to a file, while others go on writing to the database. Throws `BackupRefused`
 * where the schema is not of this version or the file cannot be written; then nothing of it is left.
 */
export async function dumpDatabase(source: DataSource, path: string, options: DumpOptions): Promise<Dumped> {
  const snapshot = await openSnapshot(source)
  try {
    const header = await readHeader(source, snapshot, options)
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0)
    const written = await writeBackupFile(path, linesOf(snapshot, header, rows, options.progress), options)
    return { header, rows, ...written }
  } finally {
    await snapshot.close()
  }
}

async function readHeader(
  source: DataSource,
  snapshot: Snapshot,
  options: DumpOptions,
): Promise<BackupHeader> {
  const ran = (await snapshot.select('SELECT name FROM schema_migrations ORDER BY timestamp, id')).map(row =>
    textIn(row, 'name'),
  )
  const known = migrations.map(migration => new migration().name)
  if (ran.join() !== known.join()) {
    throw new BackupRefused(
      'old_schema',
      'The database is of another version than this program: back it up with the version that it was last used with.',
    )
  }
  const [audit] = await snapshot.select('SELECT number, hash FROM audit_head')
  const [epoch] = await snapshot.select("SELECT value FROM settings WHERE name = 'epoch'")
  const tables: BackupHeader['tables'] = []
  for (const { name, columns } of tablesOf(source)) {
    const [count] = await snapshot.select(`SELECT COUNT(*) AS found FROM \`${name}\``)
    tables.push({ name, columns: [...columns], rows: integerIn(count ?? {}, 'found') })
  }
  return {
    kind: 'header',
    format: formatVersion,
    version: options.version,
    engine: engineOf(source),
    createdAt: options.createdAt,
    migrations: ran,
    epoch: epoch === undefined ? 1 : Number(JSON.parse(textIn(epoch, 'value'))),
    audit: audit
      ? { number: integerIn(audit, 'number'), hash: textIn(audit, 'hash') }
      : { number: 0, hash: '' },
    tables,
  }
}

async function* linesOf(
  snapshot: Snapshot,
  header: BackupHeader,
  rowsTotal: number,
  progress: Progress | undefined,
): AsyncGenerator<string> {
  yield JSON.stringify(header)
  let rows = 0
  for (const table of header.tables) {
    yield JSON.stringify({ kind: 'table', table: table.name })
    const sum = createRowSum()
    for await (const page of snapshot.rows(table)) {
      for (const row of page) {
        const line = lineOfRow(table, row)
        sum.add(line)
        yield line
      }
      rows += page.length
      await progress?.({ table: table.name, rows, rowsTotal })
    }
    yield JSON.stringify({ kind: 'end', table: table.name, rows: sum.rows(), sum: sum.read() })
  }
  yield JSON.stringify({ kind: 'trailer', tables: header.tables.length, rows })
}
