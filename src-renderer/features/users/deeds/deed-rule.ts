import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import type { Right } from '../../../../hub/contract/rights.ts'

/** What an operator can do with one user, and the right it takes. */
export const rightOf = {
  compensate: 'grants.write',
  plan: 'grants.write',
  edit: 'users.write',
  access: 'users.secrets',
  link: 'users.secrets',
  password: 'users.write',
  port: 'users.write',
  cipher: 'users.write',
  delete: 'users.delete',
} as const satisfies Readonly<Record<string, Right>>
/** A deed that is asked for in a dialog. */
export type Deed = keyof typeof rightOf

/** Whether a plan of his runs: what is given for a cycle or with the plan needs one. */
export function hasPlan({ expiresAt }: Pick<UserDetail, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && expiresAt > now
}

/** How many nodes serve him now. */
export function servingNodes({ nodes }: Pick<UserDetail, 'nodes'>): number {
  return nodes.filter(({ releasedAt }) => releasedAt === null).length
}
