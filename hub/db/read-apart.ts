import { openApart } from './open-apart.ts'
import { createTx, type Database, type Tx } from './transaction.ts'

/**
 * Reads the database as of one moment on a connection of its own: whoever writes meanwhile waits for nothing, however
 * long `work` takes. It writes nothing.
 */
export async function readApart<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  const apart = await openApart(database.source)
  try {
    return await work(createTx(database.engine, apart.runner, { holdsRows: false }))
  } finally {
    await apart.close()
  }
}
