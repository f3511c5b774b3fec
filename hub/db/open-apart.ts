import { DataSource, type QueryRunner } from 'typeorm'
import { engineOf } from './data-source.ts'

/** A connection that sees the database as of one moment, while others go on writing and wait for nothing. */
export interface Apart {
  readonly runner: QueryRunner
  close(): Promise<void>
}

/** Opens a second connection to the database of `source` and begins to read on it. The caller closes it. */
export async function openApart(source: DataSource): Promise<Apart> {
  const own = new DataSource({ ...source.options, migrationsRun: false })
  await own.initialize()
  try {
    const runner = own.createQueryRunner()
    await runner.connect()
    await beginToRead(runner)
    return {
      runner,
      async close() {
        await runner.release()
        await own.destroy()
      },
    }
  } catch (error) {
    await own.destroy()
    throw error
  }
}

async function beginToRead(runner: QueryRunner): Promise<void> {
  if (engineOf(runner.connection) === 'sqlite') {
    // A read transaction on the write-ahead log sees what was committed before its first read.
    await runner.query('BEGIN')
    await runner.query('SELECT COUNT(*) FROM sqlite_master')
    return
  }
  await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
}
