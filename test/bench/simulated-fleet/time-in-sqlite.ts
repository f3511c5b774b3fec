import type { Database } from '../../../hub/db/transaction.ts'

/** What of better-sqlite3 is timed: it does everything at once and in this thread, so times add up. */
interface Driver {
  prepare(sql: string): object
}

/** Times every statement that SQLite runs in this process from now on; asks for the ms so far. */
export async function timeInSqlite(database: Database): Promise<() => number> {
  const driver = await database.inTransaction(async tx => (await tx.runner.connect()) as Driver)
  const statements = Object.getPrototypeOf(driver.prepare('SELECT 1')) as Record<string, unknown>
  let spent = 0
  for (const name of ['run', 'get', 'all'] as const) {
    const original = statements[name]
    if (typeof original !== 'function') throw new Error(`a statement has no ${name}`)
    statements[name] = function timed(this: unknown, ...args: unknown[]): unknown {
      const startedAt = performance.now()
      try {
        return Reflect.apply(original, this, args)
      } finally {
        spent += performance.now() - startedAt
      }
    }
  }
  return () => spent
}
