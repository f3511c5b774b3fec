import { readSetting } from '../config/setting-store.ts'
import type { Instant } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { certificateEntity } from '../db/entities/system.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { readAuthorities } from './authority-store.ts'
import { type HeldCertificate, renewalReason } from './renewal-rule.ts'

export const trustChangedSetting = 'pki_trust_changed_at'

export interface Renewal {
  readonly nodeId: number
  readonly reason: 'missing' | 'authority' | 'trust' | 'expiring'
}

/** The newest delivered and valid certificate of each node. */
export async function heldCertificates(tx: Tx, now: Instant): Promise<Map<number, HeldCertificate>> {
  const rows = await tx.manager
    .createQueryBuilder(certificateEntity, 'certificate')
    .where("certificate.role = 'node' AND certificate.deliveredAt IS NOT NULL")
    .andWhere('certificate.revokedAt IS NULL AND certificate.expiresAt > :now', { now })
    .orderBy('certificate.issuedAt', 'ASC')
    .getMany()
  const held = new Map<number, HeldCertificate>()
  for (const row of rows) if (row.nodeId !== null) held.set(row.nodeId, row)
  return held
}

/**
 * Nodes that need another certificate now: the list that a rotation walks, and that is empty when it is done.
 * For each: fetch the agent's request, `issueNodeCertificate`, send it, `confirmDelivery`.
 */
export async function listRenewals(tx: Tx, now: Instant): Promise<Renewal[]> {
  const { current, next } = await readAuthorities(tx)
  const trustChangedAt = await readSetting(tx, trustChangedSetting)
  const facts = {
    issuerId: (next ?? current).id,
    trustChangedAt: typeof trustChangedAt === 'number' ? trustChangedAt : 0,
    now,
  }
  const held = await heldCertificates(tx, now)
  const enrolled = rowsOf(
    await tx.query('SELECT id FROM nodes WHERE enrolledAt IS NOT NULL AND removedAt IS NULL ORDER BY id'),
  )
  return enrolled.flatMap(row => {
    const nodeId = asInteger(row['id'])
    const reason = renewalReason(held.get(nodeId) ?? null, facts)
    return reason === null ? [] : [{ nodeId, reason }]
  })
}
