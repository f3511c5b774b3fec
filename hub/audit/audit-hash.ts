import { createHash } from 'node:crypto'
import type { AuditRow } from '../db/entities/system.ts'
import { renderCanonicalJson } from './render-canonical-json.ts'

/** What the first entry follows. */
export const genesisHash = '0'.repeat(64)

/** SHA-256 in hex over everything an entry says, its number and the hash of the entry before included. */
export function auditHash(entry: Omit<AuditRow, 'hash'>): string {
  const { number, at, actor, action, subject, before, after, previousHash } = entry
  const said = renderCanonicalJson({ number, at, actor, action, subject, before, after, previousHash })
  return createHash('sha256').update(said).digest('hex')
}
