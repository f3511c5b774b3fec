import type { Instant } from '../contract/primitives.ts'
import {
  type AuthorityRow,
  authorityEntity,
  type CertificateRow,
  certificateEntity,
} from '../db/entities/system.ts'
import type { Tx } from '../db/transaction.ts'
import type { Vault } from '../secrets/vault.ts'
import type { CertificateRole } from './certificate-roles.ts'
import type { Issuer, SignedCertificate } from './sign-certificate.ts'

/** The authorities that are trusted: the current one, and the next while the fleet moves to it. */
export interface TrustedAuthorities {
  readonly current: AuthorityRow
  readonly next: AuthorityRow | null
}

/** Null on a database that has no authority yet. */
export async function findAuthorities(tx: Tx): Promise<TrustedAuthorities | null> {
  const rows = await tx.manager.find(authorityEntity, { order: { id: 'ASC' } })
  const current = rows.find(row => row.state === 'current')
  return current ? { current, next: rows.find(row => row.state === 'next') ?? null } : null
}

/** The same, for what runs only after the hub's start made an authority. */
export async function readAuthorities(tx: Tx): Promise<TrustedAuthorities> {
  const found = await findAuthorities(tx)
  if (!found) throw new Error('there is no certificate authority')
  return found
}

export async function insertAuthority(
  tx: Tx,
  vault: Vault,
  authority: Issuer & SignedCertificate,
  state: 'current' | 'next',
  at: Instant,
): Promise<void> {
  await tx.manager.insert(authorityEntity, {
    state,
    certificate: authority.certificate,
    keySecret: vault.seal(authority.key),
    createdAt: at,
    expiresAt: authority.expiresAt,
  })
}

export function openIssuer(vault: Vault, row: AuthorityRow): Issuer {
  return { certificate: row.certificate, key: vault.open(row.keySecret) }
}

/** Every certificate is written down before it is handed out, so that it can be denied. */
export async function insertCertificate(
  tx: Tx,
  issued: SignedCertificate & {
    readonly authorityId: number
    readonly role: CertificateRole
    readonly nodeId: number | null
    readonly at: Instant
    /** Null where it has to travel first: see confirmDelivery. */
    readonly deliveredAt: Instant | null
  },
): Promise<void> {
  const { serial, authorityId, role, nodeId, fingerprint, at, expiresAt, deliveredAt } = issued
  await tx.manager.insert(certificateEntity, {
    serial,
    authorityId,
    role,
    nodeId,
    fingerprint,
    issuedAt: at,
    expiresAt,
    deliveredAt,
    revokedAt: null,
  })
}

/** Certificates that were revoked and could otherwise still be used. */
export async function listDenied(tx: Tx, now: Instant): Promise<CertificateRow[]> {
  return tx.manager
    .createQueryBuilder(certificateEntity, 'certificate')
    .where('certificate.revokedAt IS NOT NULL AND certificate.expiresAt > :now', { now })
    .getMany()
}
