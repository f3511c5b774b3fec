import * as z from 'zod'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { AuditAnchor } from './verify-audit.ts'

const name = 'audit.anchor'
const stored = z.strictObject({ number: z.int(), hash: z.string(), at: z.int() })

/** An end of the log that was written down, when, and where. */
export interface StoredAnchor extends AuditAnchor {
  readonly source: 'daily' | 'backup'
  readonly at: Instant
  /** Name of the backup's file. */
  readonly file: string | null
}

/** Keeps the end of the log that the daily check found, for the next proofs to be compared with. */
export function writeAnchor(tx: Tx, head: AuditAnchor, at: Instant): Promise<void> {
  return writeSetting(tx, name, { number: head.number, hash: head.hash, at }, at)
}

/** The end of the log that the last daily check found; null before the first. */
export async function readAnchor(tx: Tx): Promise<StoredAnchor | null> {
  const found = stored.safeParse(await readSetting(tx, name))
  if (!found.success) return null
  const { number, hash, at } = found.data
  return { number, hash, at: at as Instant, source: 'daily', file: null }
}
