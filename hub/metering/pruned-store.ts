import * as z from 'zod'
import type { Instant } from '../contract/primitives.ts'
import { settingEntity } from '../db/entities/system.ts'
import type { Tx } from '../db/transaction.ts'
import type { Amounts } from './sum-rule.ts'

/** Sums of the rows of a node that were removed after their time. */
export interface Pruned {
  readonly hours: Amounts
  readonly days: Amounts
}

const zero: Amounts = { upload: 0, download: 0, charged: 0 }
export const nothingPruned: Pruned = { hours: zero, days: zero }

const amounts = z.strictObject({
  upload: z.number().int(),
  download: z.number().int(),
  charged: z.number().int(),
})
const pruned = z.strictObject({ hours: amounts, days: amounts })
const nameOf = (nodeId: number) => `ledger.pruned.${nodeId}`

/** What was removed of a node's ledger so far; null: nothing. */
export async function readPruned(tx: Tx, nodeId: number): Promise<Pruned | null> {
  const row = await tx.manager.findOneBy(settingEntity, { name: nameOf(nodeId) })
  return row ? pruned.parse(row.value) : null
}

/** Adds to what was removed, in the transaction that removes it. */
export async function addPruned(
  tx: Tx,
  nodeId: number,
  part: keyof Pruned,
  added: Amounts,
  at: Instant,
): Promise<void> {
  const before = (await readPruned(tx, nodeId)) ?? nothingPruned
  const sum: Amounts = {
    upload: before[part].upload + added.upload,
    download: before[part].download + added.download,
    charged: before[part].charged + added.charged,
  }
  const row = { name: nameOf(nodeId), value: { ...before, [part]: sum }, updatedAt: at }
  await tx.manager.upsert(settingEntity, row, ['name'])
}
