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
export async function writeLastProof(
  tx: Tx,
  proof: { readonly nodes: number; readonly differences: readonly LedgerDifference[] },
  at: Instant,
): Promise<void> {
  const { nodes, differences } = proof
  const kept = { at, nodes, differing: differences.length, differences: differences.slice(0, mostKept) }
  await writeSetting(tx, name, kept, at)
  await writeSetting(tx, provingName, null, at)
}

/** Null: none was made yet. */
export async function readLastProof(tx: Tx): Promise<MeteringSummary['lastProof']> {
  const found = stored.safeParse(await readSetting(tx, name))
  return found.success ? { ...found.data, at: found.data.at as Instant } : null
}

const provingName = 'ledger.proving'
/** A proof that has not been heard of for so long is none any more: its hub ended. */
const silentMs = 30_000
const proving = z.strictObject({ at: count, done: count, of: count })

/** Keeps how far a proof that is under way has come. */
export function writeProving(
  tx: Tx,
  { done, of }: { readonly done: number; readonly of: number },
  at: Instant,
): Promise<void> {
  return writeSetting(tx, provingName, { at, done, of }, at)
}

/** How far the proof is that is under way now; null: none is. */
export async function readProving(tx: Tx, now: Instant): Promise<MeteringSummary['proving']> {
  const found = proving.safeParse(await readSetting(tx, provingName))
  if (!found.success || now - found.data.at > silentMs) return null
  return { done: found.data.done, of: found.data.of }
}
