import type { DataSource } from 'typeorm'
import { engineOf } from './data-source.ts'
import { rowsOf } from './transaction.ts'

/** Stands in a database on a server while a backup is written over what was there. */
const table = 'restore_unfinished'

export async function beginUnfinished(source: DataSource): Promise<void> {
  await source.query(`CREATE TABLE IF NOT EXISTS ${table} (begun BIGINT NOT NULL)`)
}

export async function endUnfinished(source: DataSource): Promise<void> {
  await source.query(`DROP TABLE IF EXISTS ${table}`)
}

/** What to do where a restore into this database was interrupted, so that it holds half of a backup; null: it was not. */
export async function unfinishedRestore(source: DataSource): Promise<string | null> {
  // The embedded database is written beside the one that is there, and takes its place only when it is whole.
  if (engineOf(source) === 'sqlite') return null
  const found = rowsOf(
    await source.query(
      'SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
      [table],
    ),
  )
  if (found.length === 0) return null
  return 'A restore into this database was interrupted, and half of a backup lies in it: run sluice restore again, with --replace.'
}
