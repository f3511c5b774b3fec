import { createDataSource, type DatabaseConfig } from '../../hub/db/data-source.ts'
import { type Database, openDatabase } from '../../hub/db/transaction.ts'
import type { TestEngine } from './engines.ts'

export interface OpenTestDatabase extends AsyncDisposable {
  readonly database: Database
  readonly config: DatabaseConfig
  /** A second connection, as another hub has it. */
  another(): Promise<Database>
}

/** An empty database with the newest schema; all its connections close when it is disposed of. */
export async function openTestDatabase(engine: TestEngine): Promise<OpenTestDatabase> {
  const made = await engine.createDatabase()
  const open: Database[] = []
  const connect = async () => {
    const source = createDataSource(made.config)
    await source.initialize()
    const database = openDatabase(source)
    open.push(database)
    return database
  }
  const database = await connect()
  await database.source.runMigrations()
  return {
    database,
    config: made.config,
    another: connect,
    async [Symbol.asyncDispose]() {
      for (const one of open) await one.close()
      await made[Symbol.asyncDispose]()
    },
  }
}
