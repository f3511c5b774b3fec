import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDataSource } from '../../../../hub/db/data-source.ts'
import { migrate } from '../../../../hub/db/migrate.ts'
import { openDatabase } from '../../../../hub/db/transaction.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { dumpDatabase, fillTables, loadDump, readEverything } from '../../../harness/schema-fixture.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'schema')
const fixtures = (engine: string) =>
  readdirSync(folder)
    .filter(name => name.endsWith(`.${engine}.sql`))
    .sort()

forEachEngine('every schema that was ever released', engine => {
  it('has a fixture with rows for the newest migration', async () => {
    await using test = await openTestDatabase(engine)
    const { source } = test.database
    const newest = source.migrations.at(-1)?.name ?? ''
    const file = join(folder, `${newest}.${engine.name}.sql`)
    // Written once, when a migration is made, and committed with it; never changed afterwards.
    if (!existsSync(file) && process.env['SLUICE_TEST_WRITE_FIXTURE'] === '1') {
      await fillTables(source)
      writeFileSync(file, await dumpDatabase(test.database))
    }
    expect(existsSync(file), `${newest}: run this test once with SLUICE_TEST_WRITE_FIXTURE=1`).toBe(true)
  })

  describe.each(fixtures(engine.name))('%s', file => {
    it('comes up to date with every row kept, and then is what the entities describe', async () => {
      await using made = await engine.createDatabase()
      const source = createDataSource(made.config)
      await source.initialize()
      const database = openDatabase(source)
      try {
        await loadDump(source, readFileSync(join(folder, file), 'utf8'))
        const before = await readEverything(database)
        await migrate(source)
        const after = await readEverything(database)
        for (const [table, rows] of Object.entries(before)) {
          if (table === 'schema_migrations') continue
          expect(rows.length, `${table} has rows in the fixture`).toBeGreaterThan(0)
          expect(after[table], `rows of ${table}`).toMatchObject(rows)
        }
        const difference = await source.driver.createSchemaBuilder().log()
        expect(difference.upQueries.map(query => query.query)).toEqual([])
      } finally {
        await database.close()
      }
    })
  })
})
