import { DataSource, type QueryRunner } from 'typeorm'
import { giveWay } from '../kernel/give-way.ts'
import { type Database, runRaw, type Tx } from './transaction.ts'

/**
 * Reads the database as of one moment on a connection of its own: whoever writes meanwhile waits for nothing, however
 * long `work` takes. It writes nothing.
 */
export async function readApart<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  const own = new DataSource({ ...database.source.options, migrationsRun: false })
  await own.initialize()
  try {
    const runner = own.createQueryRunner()
    await begin(runner, database)
    const result = await work({
      engine: database.engine,
      manager: runner.manager,
      runner,
      query: async (sql, parameters) => {
        await giveWay()
        return runRaw(runner, sql, parameters ?? [])
      },
      forUpdate: '',
    })
    await runner.release()
    return result
  } finally {
    await own.destroy()
  }
}

async function begin(runner: QueryRunner, { engine }: Database): Promise<void> {
  await runner.connect()
  if (engine === 'sqlite') {
    // A read transaction on the write-ahead log sees what was committed before its first read.
    await runner.query('BEGIN')
    await runner.query('SELECT COUNT(*) FROM sqlite_master')
    return
  }
  await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
}
