import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { RateFrom } from './rate-rule.ts'

/** A node's rates, ascending by the slot from which they hold. */
export async function loadRates(tx: Tx, nodeId: number): Promise<RateFrom[]> {
  const rows = rowsOf(
    await tx.query('SELECT fromSlot, rate FROM node_rates WHERE nodeId = ? ORDER BY fromSlot', [nodeId]),
  )
  return rows.map(row => ({ fromSlot: integerIn(row, 'fromSlot'), rate: integerIn(row, 'rate') }))
}
