import { join } from 'node:path'
import type { DatabaseConfig } from '../../../hub/db/data-source.ts'
import { createDatabase, startMariadb } from '../../harness/mariadb.ts'
import { tempFolder } from '../../harness/temp-folder.ts'

export type EngineName = 'SQLite' | 'MariaDB'

/** Measures on an empty database of each engine, one after the other; `bare` is another one beside it. */
export async function onEachEngine(
  measure: (engine: EngineName, config: DatabaseConfig, bare: DatabaseConfig) => Promise<void>,
): Promise<void> {
  {
    using folder = tempFolder('bench')
    const file = (name: string) => ({ engine: 'sqlite' as const, file: join(folder.path, name) })
    await measure('SQLite', file('sluice.sqlite'), file('bare.sqlite'))
  }
  await using server = await startMariadb()
  const named = async (name: string) => {
    const database = await createDatabase(server.address, name)
    return { engine: 'mariadb' as const, ...server.address, database, poolSize: 20 }
  }
  await measure('MariaDB', await named('sluice'), await named('bare'))
}
