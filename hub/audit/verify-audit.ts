import { type AuditRow, auditEntity, auditHeadEntity } from '../db/entities/system.ts'
import { hydrate } from '../db/single-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { auditHash, genesisHash } from './audit-hash.ts'

/** An end of the log that was written down elsewhere (the service's log, a mail, a backup). */
export interface AuditAnchor {
  readonly number: number
  readonly hash: string
}

export type AuditProof =
  | { readonly ok: true; readonly head: AuditAnchor }
  | {
      readonly ok: false
      readonly number: number
      readonly problem: string
      /** Which of the ends that were written down is not in the log. */
      readonly anchor?: AuditAnchor
    }

const pageSize = 250

/**
 * Walks the whole log and checks that the numbers have no gap, that each hash is right and covers the one before,
 * and that the head row is the last entry. `anchors` also show a tail that was cut together with its head.
 */
export async function verifyAudit(tx: Tx, ...anchors: readonly AuditAnchor[]): Promise<AuditProof> {
  const { columns } = tx.manager.connection.getMetadata(auditEntity)
  const found = new Map<number, string>([[0, genesisHash]])
  const wanted = new Set(anchors.map(anchor => anchor.number))
  let last: AuditAnchor = { number: 0, hash: genesisHash }
  for (;;) {
    const page = rowsOf(
      await tx.query(`SELECT * FROM audit_entries WHERE number > ? ORDER BY number LIMIT ${pageSize}`, [
        last.number,
      ]),
    )
    for (const row of page) {
      const entry = hydrate<AuditRow>(tx, columns, row)
      const number = last.number + 1
      if (entry.number !== number) return { ok: false, number, problem: 'the entry is missing' }
      if (entry.previousHash !== last.hash)
        return { ok: false, number, problem: 'it does not follow the one before' }
      if (auditHash(entry) !== entry.hash) return { ok: false, number, problem: 'it was changed' }
      last = { number, hash: entry.hash }
      if (wanted.has(number)) found.set(number, entry.hash)
    }
    if (page.length < pageSize) break
  }
  const head = (await tx.manager.findOneBy(auditHeadEntity, { id: 1 })) ?? { number: 0, hash: genesisHash }
  if (head.number !== last.number || head.hash !== last.hash) {
    return { ok: false, number: last.number + 1, problem: `the log ends before its head, ${head.number}` }
  }
  for (const anchor of anchors) {
    if (found.get(anchor.number) === anchor.hash) continue
    return { ok: false, number: anchor.number, problem: 'it is not the entry that was written down', anchor }
  }
  return { ok: true, head: last }
}
