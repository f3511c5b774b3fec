import type { Config } from '../../config/config.ts'
import type { About, aboutEndpoints } from '../../contract/admin/about.ts'
import type { Instant } from '../../contract/primitives.ts'
import { integerIn, textIn } from '../../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../../db/transaction.ts'
import type { Clock } from '../../kernel/clock.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { HandlerTable } from '../handlers.ts'

export interface AboutDeps {
  readonly database: Database
  readonly clock: Clock
  readonly config: Pick<Config, 'hubId' | 'timeZone' | 'demo'>
  readonly version: string
  readonly startedAt: Instant
  /** Who works on this database now. */
  readonly hubs: () => Promise<readonly string[]>
}

/** Answers what runs here. */
export function aboutHandlers(deps: AboutDeps): HandlerTable<typeof aboutEndpoints> {
  const { database, clock, version, startedAt } = deps
  const { hubId, timeZone, demo } = deps.config
  return {
    'about.read': async () => {
      const facts = await database.inTransaction(async tx => ({
        database: { engine: tx.engine, ...(await describeEngine(tx)), ...describeSchema(database) },
        nodes: await count(tx, "nodes WHERE state <> 'removed'"),
        users: await count(tx, "users WHERE status <> 'deleted'"),
      }))
      const now = clock.now()
      const program = { version, nodeVersion: process.versions.node, hubId, timeZone, demo }
      return succeed({ ...program, now, startedAt, hubs: [...(await deps.hubs())], ...facts })
    },
  }
}

async function count(tx: Tx, what: string): Promise<number> {
  const [row] = rowsOf(await tx.query(`SELECT COUNT(*) AS n FROM ${what}`))
  return row ? integerIn(row, 'n') : 0
}

async function describeEngine(tx: Tx): Promise<Pick<About['database'], 'engineVersion' | 'bytes'>> {
  const [row] = rowsOf(
    await tx.query(
      tx.engine === 'sqlite'
        ? 'SELECT sqlite_version() AS version, page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()'
        : `SELECT VERSION() AS version, (SELECT COALESCE(SUM(data_length + index_length), 0)
             FROM information_schema.tables WHERE table_schema = DATABASE()) AS bytes`,
    ),
  )
  if (!row) throw new Error('the engine says nothing of itself')
  return { engineVersion: textIn(row, 'version'), bytes: integerIn(row, 'bytes') }
}

/** A hub works only on a database that has all of its migrations. */
function describeSchema({ source }: Database): Pick<About['database'], 'schema' | 'migrations'> {
  return { schema: source.migrations.at(-1)?.name ?? '', migrations: source.migrations.length }
}
