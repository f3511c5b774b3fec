import { fillings } from '../../hub/db/migrations/1764700000000-fleet.ts'
import type { Database } from '../../hub/db/transaction.ts'

const kept = ['node_hours', 'node_days', 'plan_hours', 'plan_days', 'user_months']

/** Makes the sums that roll-up keeps beside the ledger anew, for a ledger that was written without it. */
export function fillKeptSums(database: Database): Promise<void> {
  return database.inTransaction(async tx => {
    for (const table of kept) await tx.query(`DELETE FROM ${table}`)
    for (const filling of fillings(tx.engine === 'mariadb')) await tx.query(filling)
  })
}
