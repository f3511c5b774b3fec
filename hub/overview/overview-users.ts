import type { Overview } from '../contract/admin/overview.ts'
import type { Instant } from '../contract/primitives.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

const weekMs = 7 * 86_400_000
/** A tenth. */
const fewPermille = 100

/** How many users there are, may pass, and soon may not; each number is counted in an index. */
export async function countPeople(tx: Tx, now: Instant, today: Instant): Promise<Overview['users']> {
  const count = async (sql: string, values: readonly unknown[]): Promise<number> => {
    const [row] = rowsOf(await tx.query(`SELECT COUNT(*) AS n FROM users ${sql}`, values))
    return integerIn(row ?? {}, 'n')
  }
  return {
    all: await count("WHERE status <> 'deleted'", []),
    active: await count("WHERE gate = 'open'", []),
    expiring: await count("WHERE gate = 'open' AND expiresAt >= ? AND expiresAt < ?", [now, now + weekMs]),
    runningOut: await count(
      "JOIN user_figures f ON f.userId = users.id WHERE f.leftPermille < ? AND users.gate = 'open'",
      [fewPermille],
    ),
    suspended: await count("WHERE status = 'suspended'", []),
    createdToday: await count('WHERE createdAt >= ?', [today]),
  }
}
