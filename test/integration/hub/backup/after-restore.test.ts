import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dumpDatabase } from '../../../../hub/backup/dump-database.ts'
import { restoreBackup } from '../../../../hub/backup/restore-backup.ts'
import { createRowSum } from '../../../../hub/backup/row-sum.ts'
import { writeBackupFile } from '../../../../hub/backup/write-backup-file.ts'
import { readEpoch } from '../../../../hub/config/read-epoch.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { createDataSource } from '../../../../hub/db/data-source.ts'
import { migrations } from '../../../../hub/db/migrations/all.ts'
import { type Database, openDatabase, rowsOf } from '../../../../hub/db/transaction.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { seedFleet } from '../../../builders/seed-fleet.ts'
import { countingIds, createFakeAgent } from '../../../fakes/fake-agent.ts'
import { manualClock } from '../../../fakes/manual-clock.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { forEachEngine, sqlite } from '../../../harness/engines.ts'
import { missingParts } from '../../../harness/missing-parts.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const vault = createVault(randomBytes(32))
const secret = { vault, passphrase: null }
const actor = { kind: 'command-line', name: 'test' } as const
const now = Date.UTC(2026, 2, 10, 4, 5) as Instant
const hourMs = 3_600_000

forEachEngine('after a restore of yesterday’s backup', engine => {
  it('the next collection brings the ledger to what the nodes counted, nothing lost and nothing doubled', async () => {
    using folder = tempFolder('after-restore')
    await using made = await engine.createDatabase()
    const file = join(folder.path, 'yesterday.backup')
    const agent = createFakeAgent({ ids: countingIds(1), now })
    agent.start()
    const passed = () => agent.passed().reduce((sum, each) => sum + each.upload + each.download, 0)
    const ports = await withDatabase(made.config, async database => {
      await database.source.runMigrations()
      const fleet = await seedFleet(database, { nodes: 1, users: 20, now })
      const numbers = fleet.users.map(user => user.port)
      agent.configure(numbers, { epoch: 1, revision: 1 })
      const hub = collectingHub(database)
      const anHour = async () => {
        for (const port of numbers) agent.pass(port, 1_000 + port, 7)
        agent.advance(hourMs)
        await hub.collect(1, agent)
      }
      for (let hour = 0; hour < 3; hour += 1) await anHour()
      await openPayment(database)
      const at = agent.now() as Instant
      await dumpDatabase(database.source, file, { version: '1', createdAt: at, secret })
      // The day that is lost with the database: the node goes on counting, and throws nothing of it away.
      for (let hour = 0; hour < 24; hour += 1) await anHour()
      expect(await ledger(database)).toBe(passed())
      return numbers
    })
    const clock = manualClock(agent.now())
    const restored = await restoreBackup({ file, secret, config: made.config, replace: true, actor, clock })
    await withDatabase(made.config, async database => {
      expect(await ledger(database)).toBeLessThan(passed())
      const hub = collectingHub(database)
      expect(await hub.collect(1, agent)).toMatchObject({ kind: 'counted' })
      expect(await ledger(database)).toBe(passed())
      for (const port of ports) agent.pass(port, 5, 5)
      agent.advance(hourMs)
      await hub.collect(1, agent)
      await hub.collect(1, agent)
      expect(await ledger(database)).toBe(passed())
      const epoch = await database.inTransaction(readEpoch)
      expect(epoch).toBe(restored.epoch)
      expect(epoch, 'nodes take what comes now, whatever revision they have').toBeGreaterThan(1)
      const [attempt] = rowsOf(await database.source.query('SELECT nextQueryAt FROM payment_attempts'))
      expect(Number(attempt?.['nextQueryAt']), 'the provider is asked at once').toBe(clock.now())
      expect(rowsOf(await database.source.query('SELECT * FROM sessions'))).toEqual([])
    })
    clock.advance(60_000)
    const again = await restoreBackup({ file, secret, config: made.config, replace: true, actor, clock })
    expect(again.epoch, 'the same backup again is a life of its own').toBeGreaterThan(restored.epoch)
  })
})

forEachEngine('a backup of another version', engine => {
  /** As a hub wrote it that had run only these migrations. */
  async function* contents(migrations: readonly string[]) {
    const columns = ['name', 'value', 'updatedAt'].map(name => ({
      name,
      kind: name === 'updatedAt' ? 'integer' : 'text',
    }))
    const facts = { format: 1, version: '0.0.1', engine: 'sqlite', createdAt: now, epoch: 3 }
    const audit = { number: 0, hash: '' }
    const tables = [{ name: 'settings', columns, rows: 1 }]
    const row = JSON.stringify(['master_key_fingerprint', JSON.stringify(vault.fingerprint), now])
    const sum = createRowSum()
    sum.add(row)
    yield JSON.stringify({ kind: 'header', ...facts, audit, migrations, tables })
    yield JSON.stringify({ kind: 'table', table: 'settings' })
    yield row
    yield JSON.stringify({ kind: 'end', table: 'settings', rows: 1, sum: sum.read() })
    yield JSON.stringify({ kind: 'trailer', tables: 1, rows: 1 })
  }

  it('is brought up to date when it is older, and refused untouched when it is newer', async () => {
    using folder = tempFolder('other-version')
    await using made = await engine.createDatabase()
    const older = join(folder.path, 'older.backup')
    const newer = join(folder.path, 'newer.backup')
    const [first = ''] = migrations.map(migration => new migration().name)
    await writeBackupFile(older, contents([first]), { secret, createdAt: now })
    await writeBackupFile(newer, contents([first, 'FromTheFuture']), { secret, createdAt: now })
    const restoring = { secret, config: made.config, replace: true, actor, clock: manualClock(now) }
    await restoreBackup({ ...restoring, file: older })
    await expect(restoreBackup({ ...restoring, file: newer })).rejects.toThrow(/newer than this one/)
    await withDatabase(made.config, async database => {
      const ran = rowsOf(
        await database.source.query('SELECT name FROM schema_migrations ORDER BY timestamp, id'),
      )
      expect(ran.map(row => row['name'])).toEqual(migrations.map(migration => new migration().name))
      const settings = rowsOf(await database.source.query('SELECT name FROM settings ORDER BY name'))
      expect(settings.map(row => row['name'])).toEqual(['epoch', 'lost_span', 'master_key_fingerprint'])
    })
  })
})

async function withDatabase<T>(
  config: Parameters<typeof createDataSource>[0],
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const source = createDataSource(config)
  await source.initialize()
  const database = openDatabase(source)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

async function ledger(database: Database): Promise<number> {
  const [row] = rowsOf(
    await database.source.query('SELECT SUM(upload + download) AS found FROM ledger_hours'),
  )
  return Number(row?.['found'] ?? 0)
}

/** A payment that waits for its customer, to be asked about next week, and somebody who is signed in. */
async function openPayment(database: Database): Promise<void> {
  await insertRow(database, 'payment_attempts', { state: 'open', nextQueryAt: now + 7 * 24 * hourMs })
  await insertRow(database, 'sessions', {})
}

async function insertRow(database: Database, table: string, given: Record<string, unknown>): Promise<void> {
  const entity = database.source.entityMetadatas.find(({ tableName }) => tableName === table)
  const columns = (entity?.columns ?? []).filter(column => !column.isGenerated)
  const values = columns.map(column => {
    const name = column.databaseName
    if (name in given) return given[name]
    return ['varchar', 'text'].includes(String(column.type)) ? '1' : 1
  })
  const names = columns.map(column => `\`${column.databaseName}\``).join(', ')
  await database.source.query(
    `INSERT INTO ${table} (${names}) VALUES (${values.map(() => '?').join(', ')})`,
    values,
  )
}

const missing = missingParts(['root', 'mount'])

describe.skipIf(missing !== '')(`a backup onto a disk that runs full ${missing}`, () => {
  it('is refused, leaves nothing behind, and keeps the backups that are there', async () => {
    using folder = tempFolder('backup-full')
    const disk = join(folder.path, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0700', 'tmpfs', disk])
    try {
      await using test = await openTestDatabase(sqlite)
      for (let number = 0; number < 2_000; number += 1) {
        const value = JSON.stringify(randomBytes(1_500).toString('base64'))
        await insertRow(test.database, 'settings', { name: `s${number}`, value })
      }
      writeFileSync(join(disk, 'before.backup'), 'kept')
      const file = join(disk, 'new.backup')
      const dump = dumpDatabase(test.database.source, file, { version: '1', createdAt: now, secret })
      await expect(dump).rejects.toThrow(/no room left/)
      expect(readdirSync(disk)).toEqual(['before.backup'])
      expect(statfsSync(disk).bavail).toBeGreaterThan(0)
      const elsewhere = join(folder.path, 'new.backup')
      await dumpDatabase(test.database.source, elsewhere, { version: '1', createdAt: now, secret })
    } finally {
      execFileSync('umount', ['-l', disk])
    }
  })
})
