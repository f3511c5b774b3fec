import type { UserView } from '../contract/admin/user-views.ts'
import type { UserRow } from '../db/entities/users.ts'

/** A user as operators see him: everything but his password. */
export function mapUser(row: UserRow): UserView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    status: row.status,
    statusReason: row.statusReason,
    port: row.port,
    cipher: row.cipher,
    expiresAt: row.expiresAt,
    cyclePolicy: row.cyclePolicy,
    nodeCount: row.nodeCount,
    regions: row.regions,
    note: row.note,
    gate: row.gate,
    gateSince: row.gateSince,
    createdAt: row.createdAt,
    deletedAt: row.deletedAt,
    version: row.version,
  }
}

/**
 * A user as he stands in the audit log, which nobody can clear later: the address shortened, the note left out.
 * `passwordSecret` is there so that a change of it shows as "changed".
 */
export function mapAuditedUser(row: UserRow) {
  const { note, email, ...rest } = mapUser(row)
  return {
    ...rest,
    email: email === null ? null : email.replace(/^(.).*(@.*)$/, '$1…$2'),
    hasNote: note !== '',
    passwordSecret: row.passwordSecret,
  }
}
