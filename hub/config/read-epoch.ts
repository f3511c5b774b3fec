import * as z from 'zod'
import { rowsOf, type Tx } from '../db/transaction.ts'

/** Counts the lives of this database: a restore begins a new one, whose revisions win over those lost with the old. */
export async function readEpoch(tx: Tx): Promise<number> {
  const [row] = rowsOf(await tx.query("SELECT value FROM settings WHERE name = 'epoch'"))
  if (row === undefined) return 1
  return z
    .int()
    .min(1)
    .parse(JSON.parse(String(row['value'])))
}
