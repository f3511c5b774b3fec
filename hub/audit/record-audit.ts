import { createHash } from 'node:crypto'
import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { inBatches, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { type Actor, actorText } from '../kernel/actor.ts'
import { auditHash, genesisHash } from './audit-hash.ts'
import { maskSecrets } from './mask-rule.ts'
import { keepRequestKey } from './request-keys.ts'

export interface AuditedChange {
  readonly at: Instant
  readonly actor: Actor
  /** `noun.verb`, as the endpoint's name where there is one. */
  readonly action: string
  /** `user:12`, `node:3`, `setting:serviceName`. */
  readonly subject: string
  /** JSON values; null where there was, or is, nothing. Secrets in them are masked by name. */
  readonly before: unknown
  readonly after: unknown
}

/** A text column of MariaDB holds 65,535 bytes. */
const longestValue = 60_000

/** So that a batch of long entries stays far below what a server takes in one statement. */
const entriesAtOnce = 50

/**
 * Writes an entry in the change's own transaction, numbered without gaps, its hash covering the entry before.
 * Takes the lock on the head row, behind which all audited changes queue: call it last.
 */
export function recordAudit(tx: Tx, change: AuditedChange): Promise<void> {
  return recordAudits(tx, [change])
}

/** The same for several changes of one transaction, in this order and in few statements. */
export async function recordAudits(tx: Tx, changes: readonly AuditedChange[]): Promise<void> {
  if (changes.length === 0) return
  let { number, hash } = await takeHead(tx)
  const actors = new Set<Actor>()
  for (const [index, { actor, at }] of changes.entries()) {
    if (actors.has(actor)) continue
    actors.add(actor)
    await keepRequestKey(tx, actor, { at, auditNumber: number + 1 + index })
  }
  const rows = changes.map(change => {
    const masked = maskSecrets(plain(change.before), plain(change.after))
    const entry = {
      number: number + 1,
      at: change.at,
      actor: actorText(change.actor),
      action: change.action.slice(0, 64),
      subject: change.subject.slice(0, 128),
      before: shortened(masked.before),
      after: shortened(masked.after),
      previousHash: hash,
    }
    number = entry.number
    hash = auditHash(entry)
    return [
      ...[entry.number, entry.at, entry.actor, entry.action, entry.subject],
      ...[JSON.stringify(entry.before), JSON.stringify(entry.after), entry.previousHash, hash],
    ]
  })
  for (const batch of inBatches(rows, entriesAtOnce)) {
    await tx.query(
      `INSERT INTO audit_entries (number, at, actor, action, subject, \`before\`, \`after\`, previousHash, hash)
       VALUES ${batch.map(row => `(${marks(row.length)})`).join(', ')}`,
      batch.flat(),
    )
  }
  await tx.query('UPDATE audit_head SET number = ?, hash = ? WHERE id = 1', [number, hash])
}

async function takeHead(tx: Tx): Promise<{ number: number; hash: string }> {
  const select = `SELECT number, hash FROM audit_head WHERE id = 1${tx.forUpdate}`
  let [row] = rowsOf(await tx.query(select))
  if (!row) {
    // The very first entry: a row that is not there cannot be held, so two may try to make it.
    const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
    await tx.query(`INSERT ${ignore} INTO audit_head (id, number, hash) VALUES (1, 0, ?)`, [genesisHash])
    row = rowsOf(await tx.query(select))[0]
  }
  return { number: asInteger(row?.['number']), hash: String(row?.['hash']) }
}

/** As the value will come back from the database: dates as text, nothing undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown)
}

function shortened(value: unknown): unknown {
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) <= longestValue) return value
  return { tooLongToKeep: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') }
}
