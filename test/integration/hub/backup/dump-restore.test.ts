import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verifyAudit } from '../../../../hub/audit/verify-audit.ts'
import { checkBackup } from '../../../../hub/backup/check-backup.ts'
import { dumpDatabase } from '../../../../hub/backup/dump-database.ts'
import { loadBackup } from '../../../../hub/backup/load-backup.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { createDataSource, type DatabaseConfig } from '../../../../hub/db/data-source.ts'
import { type Database, openDatabase, rowsOf } from '../../../../hub/db/transaction.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { countingIds, createFakeAgent } from '../../../fakes/fake-agent.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { forEachEngine, mariadb, sqlite } from '../../../harness/engines.ts'
import { hasMariadb } from '../../../harness/mariadb.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { openPeopleAndNodes } from '../../../harness/people-and-nodes.ts'
import { fillTables } from '../../../harness/schema-fixture.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const secret = { vault: createVault(randomBytes(32)), passphrase: null }
const options = { version: '1', createdAt: 1_800_000_000_000 as Instant, secret }

async function withDatabase<T>(config: DatabaseConfig, work: (database: Database) => Promise<T>): Promise<T> {
  const source = createDataSource(config)
  await source.initialize()
  const database = openDatabase(source)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

describe.skipIf(!hasMariadb)('a backup', () => {
  it.each([
    { from: sqlite, over: mariadb },
    { from: mariadb, over: sqlite },
  ])('keeps every value of every table from $from.name over $over.name and back', async ({ from, over }) => {
    using folder = tempFolder('backup')
    await using first = await openTestDatabase(from)
    await fillTables(first.database.source)
    await using second = await over.createDatabase()
    await using third = await from.createDatabase()
    const one = join(folder.path, 'one.backup')
    const two = join(folder.path, 'two.backup')
    const three = join(folder.path, 'three.backup')
    const dumped = await dumpDatabase(first.database.source, one, options)
    const everyTable = first.database.source.entityMetadatas.map(entity => entity.tableName).sort()
    expect(dumped.header.tables.map(table => [table.name, table.rows])).toEqual(
      everyTable.map(name => [name, 2]),
    )
    const there = await loadBackup({ file: one, secret, config: second.config })
    await withDatabase(second.config, ({ source }) => dumpDatabase(source, two, options))
    const back = await loadBackup({ file: two, secret, config: third.config })
    await withDatabase(third.config, ({ source }) => dumpDatabase(source, three, options))
    const again = await checkBackup(three, secret)
    expect(back.tables).toEqual(there.tables)
    expect(again.tables).toEqual(there.tables)
    expect(there.rows).toBe(everyTable.length * 2)
    expect(readdirSync(folder.path)).toEqual(['one.backup', 'three.backup', 'two.backup'])
  })
})

forEachEngine('a backup of a running hub', engine => {
  it('is of one moment while users are made and traffic is counted', async () => {
    using folder = tempFolder('backup')
    await using world = await openPeopleAndNodes(engine)
    const nodeId = await world.activeNode()
    const hub = collectingHub(world.database)
    const agent = createFakeAgent({ ids: countingIds(1), now: world.clock.now() })
    agent.start()
    const work = async () => {
      const userId = await world.user()
      await world.assign(userId)
      const [held] = await world.ports(userId)
      if (held) {
        agent.configure([...ports, held.port], { epoch: 1, revision: ports.length + 1 })
        ports.push(held.port)
      }
      for (const port of ports) agent.pass(port, 10, 100)
      await hub.collect(nodeId, agent)
    }
    const ports: number[] = []
    for (let n = 0; n < 5; n += 1) await work()
    const before = await usersOf(world.database)
    let pages = 0
    const file = join(folder.path, 'one.backup')
    const progress = async () => {
      pages += 1
      await work()
    }
    const dumped = await dumpDatabase(world.database.source, file, { ...options, progress })
    expect(pages).toBeGreaterThan(5)
    expect(await usersOf(world.database)).toBe(before + pages)
    await checkBackup(file, secret)
    await using restored = await engine.createDatabase()
    await loadBackup({ file, secret, config: restored.config })
    await withDatabase(restored.config, async database => {
      expect(await usersOf(database)).toBe(before)
      const proof = await database.inTransaction(tx => verifyAudit(tx))
      expect(proof).toMatchObject({ ok: true, head: dumped.header.audit })
      const inLedger = await sumOf(database, 'SELECT SUM(upload + download) AS found FROM ledger_hours')
      // The first user passed traffic in each of the five rounds, the second in four, and so on.
      expect(inLedger).toBe((5 + 4 + 3 + 2 + 1) * 110)
      const orphans = 'SELECT COUNT(*) AS found FROM assignments WHERE userId NOT IN (SELECT id FROM users)'
      expect(await sumOf(database, orphans)).toBe(0)
      expect(await sumOf(database, 'SELECT COUNT(*) AS found FROM assignments')).toBe(before)
    })
  })
})

const usersOf = (database: Database) => sumOf(database, 'SELECT COUNT(*) AS found FROM users')
const sumOf = async (database: Database, sql: string) =>
  Number(rowsOf(await database.inTransaction(tx => tx.query(sql)))[0]?.['found'] ?? 0)
