import type { OperatorView } from '../contract/admin/operators.ts'
import type { Instant } from '../contract/primitives.ts'
import type { OperatorRow } from '../db/entities/operators.ts'

/** An operator as other operators see him: no hash, no secret. */
export function operatorView(row: OperatorRow): OperatorView {
  const instant = (value: number | null) => value as Instant | null
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    mustChangePassword: row.mustChangePassword,
    hasSecondFactor: row.totpConfirmedAt !== null,
    disabledAt: instant(row.disabledAt),
    createdAt: row.createdAt as Instant,
    version: row.version,
  }
}
