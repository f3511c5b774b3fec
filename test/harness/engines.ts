import { join } from 'node:path'
import { describe, inject } from 'vitest'
import type { DatabaseConfig } from '../../hub/db/data-source.ts'
import { createDatabase, dropDatabase, hasMariadb } from './mariadb.ts'
import { memoryFolder, tempFolder } from './temp-folder.ts'

/** One of the two database engines under test. */
export interface TestEngine {
  readonly name: DatabaseConfig['engine']
  /** An empty database of its own; it disappears when it is disposed of. */
  createDatabase(): Promise<TestDatabase>
}

export interface TestDatabase extends AsyncDisposable {
  readonly config: DatabaseConfig
}

/** Describes the same tests for SQLite and for MariaDB. Only for files of the integration and e2e projects. */
export function forEachEngine(title: string, tests: (engine: TestEngine) => void): void {
  describe(`${title} on SQLite`, () => tests(sqlite))
  const reason = hasMariadb ? '' : ' (skipped: mariadbd is missing)'
  describe.skipIf(!hasMariadb)(`${title} on MariaDB${reason}`, () => tests(mariadb))
}

export const sqlite: TestEngine = {
  name: 'sqlite',
  async createDatabase() {
    const folder = tempFolder('sqlite', memoryFolder)
    return {
      config: { engine: 'sqlite', file: join(folder.path, 'hub.sqlite') },
      async [Symbol.asyncDispose]() {
        folder[Symbol.dispose]()
      },
    }
  },
}

export const mariadb: TestEngine = {
  name: 'mariadb',
  async createDatabase() {
    const address = inject('mariadb')
    if (!address) throw new Error('this run has no MariaDB')
    const database = await createDatabase(address)
    return {
      config: { engine: 'mariadb', ...address, database, poolSize: 10 },
      [Symbol.asyncDispose]: () => dropDatabase(address, database),
    }
  },
}
