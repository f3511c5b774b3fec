import { randomBytes } from 'node:crypto'
import type { Instant } from '../../hub/contract/primitives.ts'
import { integerIn } from '../../hub/db/raw-row.ts'
import { rowsOf } from '../../hub/db/transaction.ts'
import { seedTimeZone } from '../builders/seeded-hub/local-calendar.ts'
import { scales } from '../builders/seeded-hub/scale.ts'
import { seedHub } from '../builders/seeded-hub/seed-hub.ts'
import { defaultPasswords, makeSecrets } from '../builders/seeded-hub/seed-secrets.ts'
import { defaultNow } from '../builders/seeded-hub/seed-world.ts'
import { manualClock } from '../fakes/manual-clock.ts'
import type { TestEngine } from './engines.ts'
import { openTestDatabase } from './open-test-database.ts'

/** A database with the smallest seeded hub, no hub running, and a clock that stands at the seeding's moment. */
export async function openSeeded(engine: TestEngine) {
  const opened = await openTestDatabase(engine)
  const { database } = opened
  const secrets = await makeSecrets(randomBytes(32), defaultPasswords)
  await seedHub(database.source, { scale: scales.tiny, seed: 1, now: defaultNow }, secrets)
  const clock = manualClock(defaultNow as Instant)
  const rows = async (sql: string, values: readonly unknown[] = []) =>
    rowsOf(await database.source.query(sql, [...values]))
  return {
    deps: { database, clock, timeZone: seedTimeZone },
    rows,
    count: async (sql: string, values: readonly unknown[] = []) =>
      integerIn((await rows(`SELECT COUNT(*) AS n FROM ${sql}`, values))[0] ?? {}, 'n'),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}
