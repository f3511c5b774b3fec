import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { certificateEntity } from '../db/entities/system.ts'
import { affectedOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { PkiDeps } from './pki-deps.ts'

/** Puts every certificate of a node on the deny list, in the transaction of its removal or new enrolment. */
export async function revokeNodeCertificates(tx: Tx, nodeId: number, at: Instant): Promise<number> {
  const revoked = await tx.query(
    'UPDATE certificates SET revokedAt = ? WHERE nodeId = ? AND revokedAt IS NULL',
    [at, nodeId],
  )
  return affectedOf(revoked)
}

/** Puts one certificate on the deny list. Fails with `not_found`. */
export function revokeCertificate(
  deps: Pick<PkiDeps, 'database' | 'clock'>,
  input: { readonly serial: string },
  actor: Actor,
): Promise<Outcome<null>> {
  const { database, clock } = deps
  return outcomeOf(() =>
    database.inTransaction(async tx => {
      const at = clock.now()
      const row = await tx.manager.findOneBy(certificateEntity, { serial: input.serial })
      if (!row) throw new RolledBack(fail('not_found', { serial: input.serial }))
      if (row.revokedAt !== null) return null
      await tx.manager.update(certificateEntity, { serial: row.serial }, { revokedAt: at })
      await announce(tx, {
        at,
        kind: 'certificate.revoked',
        subject: { serial: row.serial, nodeId: row.nodeId },
      })
      const { serial, role, nodeId } = row
      await recordAudit(tx, {
        at,
        actor,
        action: 'certificate.revoke',
        subject: nodeId === null ? role : `node:${nodeId}`,
        before: { serial },
        after: { serial, revokedAt: at },
      })
      return null
    }),
  )
}
