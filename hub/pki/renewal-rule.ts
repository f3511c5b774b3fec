import { expirySeverity } from './expiry-rule.ts'

/** The newest certificate that a node is known to have; null: none. */
export interface HeldCertificate {
  readonly authorityId: number
  readonly issuedAt: number
  readonly expiresAt: number
}

/**
 * Why a node needs another certificate, or null. `trustChangedAt` is when the set of trusted authorities last changed:
 * a certificate carries that set with it, so an older one leaves the agent with the set of before.
 */
export function renewalReason(
  held: HeldCertificate | null,
  facts: { readonly issuerId: number; readonly trustChangedAt: number; readonly now: number },
): 'missing' | 'authority' | 'trust' | 'expiring' | null {
  if (held === null) return 'missing'
  if (held.authorityId !== facts.issuerId) return 'authority'
  if (held.issuedAt < facts.trustChangedAt) return 'trust'
  return expirySeverity(held.expiresAt, facts.now) === null ? null : 'expiring'
}
