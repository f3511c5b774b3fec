import * as z from 'zod'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import type { LedgerDifference, MeteringSummary } from '../contract/admin/metering.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'

const name = 'ledger.proof'
/** Differences that are kept with it. */
const mostKept = 20

const count = z.int()
const stored = z.strictObject({
  at: count,
  nodes: count,
  differing: count,
  differences: z.array(z.strictObject({ nodeId: count, sums: z.string(), left: count, right: count })),
})

/** Keeps what the last proof of the sums found, so that it can be told without adding them up again. */
export function writeLastProof(
  tx: Tx,
  proof: { readonly nodes: number; readonly differences: readonly LedgerDifference[] },
  at: Instant,
): Promise<void> {
  const { nodes, differences } = proof
  const kept = { at, nodes, differing: differences.length, differences: differences.slice(0, mostKept) }
  return writeSetting(tx, name, kept, at)
}

/** Null: none was made yet. */
export async function readLastProof(tx: Tx): Promise<MeteringSummary['lastProof']> {
  const found = stored.safeParse(await readSetting(tx, name))
  return found.success ? { ...found.data, at: found.data.at as Instant } : null
}
