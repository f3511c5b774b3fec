import type { AnyEndpoint } from '../../hub/contract/endpoint.ts'
import { type Role, rightsOf, role } from '../../hub/contract/rights.ts'

/** Who stands before an endpoint: nobody, half a session, or a role. */
export type Visitor = 'none' | 'half' | Role
export const visitors: readonly Visitor[] = ['none', 'half', ...role.options]

/** What the rights table says a visitor must get, written apart from the code that decides it. */
export function expectedRefusal(endpoint: AnyEndpoint, visitor: Visitor): string | null {
  if (endpoint.auth === 'none') return null
  if (visitor === 'none') return 'not_signed_in'
  if (endpoint.auth === 'half-session') return null
  if (visitor === 'half') return 'password_change_required'
  const { rights } = endpoint
  return rights !== null && rightsOf[visitor].has(rights) ? null : 'forbidden'
}

/** A request of the endpoint's route with something in every parameter. */
export function pathOf(endpoint: AnyEndpoint): string {
  return endpoint.path.replace(/:\w+/g, '1')
}

/** Errors that say that a visitor was not let in. */
export const refusals: ReadonlySet<string> = new Set([
  'not_signed_in',
  'second_factor_required',
  'password_change_required',
  'forbidden',
])
