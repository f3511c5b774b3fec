import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DataSource } from 'typeorm'
import { handToOwner } from '../config/hand-to-owner.ts'
import type { Instant } from '../contract/primitives.ts'
import { createDataSource, type DatabaseConfig, engineOf } from '../db/data-source.ts'
import { openDatabase, rowsOf } from '../db/transaction.ts'
import { beginUnfinished, endUnfinished, unfinishedRestore } from '../db/unfinished-restore.ts'
import { heldLeases } from '../jobs/lease.ts'

/** What lies where a backup is to be restored. */
export interface TargetFacts {
  readonly holdsRows: boolean
  /** Tables of ours that are there. */
  readonly tables: readonly string[]
  /** Hubs that run on it. */
  readonly runningHubs: readonly string[]
  /** Null: none was begun. */
  readonly epoch: number | null
}

const nothing: TargetFacts = { holdsRows: false, tables: [], runningHubs: [], epoch: null }

/** Looks at the target without changing it. */
export async function readTarget(config: DatabaseConfig): Promise<TargetFacts> {
  if (config.engine === 'sqlite' && !existsSync(config.file)) return nothing
  const source = createDataSource(config)
  await source.initialize()
  try {
    const present = await presentTables(source)
    const ours = [...source.entityMetadatas.map(entity => entity.tableName), 'schema_migrations']
    const tables = ours.filter(name => present.has(name))
    let holdsRows = false
    for (const name of tables) {
      if (name === 'schema_migrations' || holdsRows) continue
      holdsRows = rowsOf(await source.query(`SELECT 1 AS found FROM \`${name}\` LIMIT 1`)).length > 0
    }
    // No hub starts on half of a backup: leases there are those of the hub that was backed up.
    const mayRun = tables.includes('leases') && (await unfinishedRestore(source)) === null
    const hubs = mayRun ? await heldLeases(openDatabase(source), 'hub:') : []
    const [epoch] = tables.includes('settings')
      ? rowsOf(await source.query("SELECT value FROM settings WHERE name = 'epoch'"))
      : []
    return {
      holdsRows,
      tables,
      runningHubs: hubs.map(hub => hub.holder),
      epoch: epoch === undefined ? null : Number(JSON.parse(String(epoch['value']))),
    }
  } finally {
    await source.destroy()
  }
}

async function presentTables(source: DataSource): Promise<ReadonlySet<string>> {
  const rows = rowsOf(
    await source.query(
      engineOf(source) === 'sqlite'
        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
        : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    ),
  )
  return new Set(rows.map(row => String(row['name'])))
}

/** Where the rows are written, and how they become the database. */
export interface Place {
  readonly config: DatabaseConfig
  /** Takes effect at once; answers where the database that was there before is now, null: it is gone. */
  finish(): Promise<string | null>
  /** Removes what was written so far; the database that was there is as it was, on a server it is incomplete. */
  abandon(): void
}

/**
 * Makes room. The embedded database is written beside the one that is there, which is kept under another name. On a
 * server the tables are dropped; what is half restored there is refused by the hub until it is restored again.
 */
export async function preparePlace(config: DatabaseConfig, facts: TargetFacts, at: Instant): Promise<Place> {
  if (config.engine === 'sqlite') {
    const file = `${config.file}.restoring`
    const abandon = () => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    }
    abandon()
    return {
      config: { engine: 'sqlite', file },
      finish: async () => moveInto(config.file, file, at),
      abandon,
    }
  }
  await onServer(config, async source => {
    await beginUnfinished(source)
    for (const name of facts.tables) await source.query(`DROP TABLE \`${name}\``)
  })
  return {
    config,
    async finish() {
      await onServer(config, endUnfinished)
      return null
    },
    abandon: () => undefined,
  }
}

async function onServer(config: DatabaseConfig, work: (source: DataSource) => Promise<void>): Promise<void> {
  const source = createDataSource(config)
  await source.initialize()
  try {
    await work(source)
  } finally {
    await source.destroy()
  }
}

function moveInto(file: string, restored: string, at: Instant): string | null {
  chmodSync(restored, 0o600)
  handToOwner(restored)
  const kept = `${file}.before-restore-${new Date(at).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}`
  const isThere = existsSync(file)
  // A write-ahead log belongs to its database: it would be taken for the new one's.
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${kept}${suffix}`)
  }
  // At no moment is there no database: a hub that starts then would begin a new one.
  if (isThere) linkSync(file, kept)
  renameSync(restored, file)
  makeDurable(dirname(file))
  return isThere ? kept : null
}

/** New names are on the disk only when their directory is. */
function makeDurable(directory: string): void {
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
