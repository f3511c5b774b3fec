import { X509Certificate } from 'node:crypto'
import type { Instant } from '../contract/primitives.ts'
import { type AuthorityRow, type CertificateRow, certificateEntity } from '../db/entities/system.ts'
import { readAuthorities } from './authority-store.ts'
import { listRenewals, type Renewal } from './list-renewals.ts'
import type { PkiDeps } from './pki-deps.ts'

export interface AuthorityView {
  readonly id: number
  readonly certificate: string
  readonly fingerprint: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** The trusted authorities without their keys, and the nodes that a rotation or a renewal still has to visit. */
export function readAuthority(deps: Pick<PkiDeps, 'database' | 'clock'>): Promise<{
  current: AuthorityView
  next: AuthorityView | null
  renewals: Renewal[]
}> {
  return deps.database.inTransaction(async tx => {
    const { current, next } = await readAuthorities(tx)
    const renewals = await listRenewals(tx, deps.clock.now())
    return { current: view(current), next: next ? view(next) : null, renewals }
  })
}

function view(row: AuthorityRow): AuthorityView {
  const { id, certificate } = row
  const fingerprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase()
  return {
    id,
    certificate,
    fingerprint,
    createdAt: row.createdAt as Instant,
    expiresAt: row.expiresAt as Instant,
  }
}

export interface CertificateView extends Omit<CertificateRow, 'authorityId' | 'deliveredAt'> {
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}

/** A page of signed certificates, newest first; `next` names the last one's time and serial. */
export function listCertificates(
  deps: Pick<PkiDeps, 'database'>,
  filter: {
    readonly limit: number
    readonly after?: string | undefined
    readonly nodeId?: number | undefined
  },
): Promise<{ items: CertificateView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const query = tx.manager
      .createQueryBuilder(certificateEntity, 'c')
      .orderBy('c.issuedAt', 'DESC')
      .addOrderBy('c.serial', 'DESC')
    const [, at, serial] = /^(\d{1,15})-([0-9a-f]{2,64})$/.exec(filter.after ?? '') ?? []
    if (at !== undefined) {
      query.andWhere('(c.issuedAt < :at OR (c.issuedAt = :at AND c.serial < :serial))', {
        at: Number(at),
        serial,
      })
    }
    if (filter.nodeId !== undefined) query.andWhere('c.nodeId = :nodeId', { nodeId: filter.nodeId })
    const rows = await query.limit(filter.limit + 1).getMany()
    const items = rows.slice(0, filter.limit).map(row => ({
      serial: row.serial,
      role: row.role,
      nodeId: row.nodeId,
      fingerprint: row.fingerprint,
      issuedAt: row.issuedAt as Instant,
      expiresAt: row.expiresAt as Instant,
      revokedAt: row.revokedAt as Instant | null,
    }))
    const last = items.at(-1)
    return { items, next: rows.length > filter.limit && last ? `${last.issuedAt}-${last.serial}` : null }
  })
}
