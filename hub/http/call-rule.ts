import type { AnyEndpoint } from '../contract/endpoint.ts'
import { type Role, rightsOf } from '../contract/rights.ts'
import type { SessionState } from '../operators/session-rule.ts'

/** Who stands before an endpoint. `trusted`: the command line and the hub itself. */
export type Standing =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'session'; readonly state: SessionState; readonly role: Role }
  | { readonly kind: 'trusted' }

export type Refusal = 'not_signed_in' | 'second_factor_required' | 'password_change_required' | 'forbidden'

/** Whether a caller may use an endpoint: null, or why not. The only place that knows the rule. */
export function refuseCall(
  endpoint: Pick<AnyEndpoint, 'auth' | 'rights'>,
  standing: Standing,
): Refusal | null {
  if (endpoint.auth === 'none' || standing.kind === 'trusted') return null
  if (standing.kind === 'nobody') return 'not_signed_in'
  if (endpoint.auth === 'half-session') return null
  switch (standing.state) {
    case 'second-factor':
      return 'second_factor_required'
    case 'password-change':
      return 'password_change_required'
    case 'full':
      // An endpoint for operators that forgot to name its right is closed to all.
      return endpoint.rights !== null && rightsOf[standing.role].has(endpoint.rights) ? null : 'forbidden'
  }
}
