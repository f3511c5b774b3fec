import { chmodSync, statSync } from 'node:fs'
import { DataSource } from 'typeorm'
import { entities } from './entities/all.ts'
import { migrations } from './migrations/all.ts'

export type Engine = 'sqlite' | 'mariadb'

export function engineOf(source: DataSource): Engine {
  return source.options.type === 'better-sqlite3' ? 'sqlite' : 'mariadb'
}

/** Where the data is: a file for the embedded default, or a MySQL-compatible server. */
export type DatabaseConfig =
  | { readonly engine: 'sqlite'; readonly file: string }
  | {
      readonly engine: 'mariadb'
      readonly host: string
      readonly port: number
      readonly socketPath?: string
      readonly user: string
      readonly password: string
      readonly database: string
      readonly poolSize: number
    }

/** Builds the data source; `initialize()` connects. The schema comes from the migrations alone. */
export function createDataSource(config: DatabaseConfig): DataSource {
  const shared = {
    entities,
    migrations,
    migrationsTransactionMode: 'each' as const,
    migrationsTableName: 'schema_migrations',
    synchronize: false,
    logging: false as const,
  }
  if (config.engine === 'sqlite') {
    return new DataSource({
      ...shared,
      type: 'better-sqlite3',
      database: config.file,
      enableWAL: true,
      // Short: the driver waits without letting anything else run. `inTransaction` waits properly.
      timeout: 5,
      // Acknowledged money and counted bytes survive a power loss.
      prepareDatabase: (database: { pragma(text: string): unknown }) => {
        // The files beside it take over its rights. It holds who bought what, wherever its directory may lie.
        keepPrivate(config.file)
        database.pragma('synchronous = FULL')
        database.pragma('foreign_keys = ON')
        // Pages of a large database that are kept in memory, in KiB; the default of 2 MiB is read again and again.
        database.pragma('cache_size = -32768')
      },
    })
  }
  return new DataSource({
    ...shared,
    type: 'mariadb',
    host: config.host,
    port: config.port,
    ...(config.socketPath === undefined ? {} : { socketPath: config.socketPath }),
    username: config.user,
    password: config.password,
    database: config.database,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    poolSize: config.poolSize,
    connectTimeout: 10_000,
    extra: { flags: ['+LOCAL_FILES'] },
  })
}

function keepPrivate(file: string): void {
  const { mode, uid } = statSync(file)
  const isOurs = uid === process.getuid?.() || process.getuid?.() === 0
  if (isOurs && (mode & 0o077) !== 0) chmodSync(file, 0o600)
}
