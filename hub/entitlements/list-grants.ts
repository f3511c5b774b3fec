import type { GrantView } from '../contract/admin/grants.ts'
import { type GrantRow, grantEntity } from '../db/entities/grants.ts'
import { userEntity } from '../db/entities/users.ts'
import type { Database } from '../db/transaction.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'

export interface GrantPage {
  readonly items: GrantView[]
  readonly next: string | null
}

/** A page of a user's grants, newest first. Fails with `user_not_found`; a deleted user still has his. */
export function listGrants(
  deps: { readonly database: Database },
  input: { readonly userId: number; readonly limit: number; readonly after?: string | undefined },
): Promise<Outcome<GrantPage>> {
  const { userId, limit } = input
  return deps.database.inTransaction(async tx => {
    if (!(await tx.manager.existsBy(userEntity, { id: userId }))) return fail('user_not_found', { userId })
    const query = tx.manager
      .createQueryBuilder(grantEntity, 'grantRow')
      .where('grantRow.userId = :userId', { userId })
      .orderBy('grantRow.id', 'DESC')
      .take(limit + 1)
    const after = Number(input.after)
    if (Number.isSafeInteger(after)) query.andWhere('grantRow.id < :after', { after })
    const rows: GrantRow[] = await query.getMany()
    const items = rows.slice(0, limit)
    return succeed({ items, next: rows.length > limit ? String(items.at(-1)?.id) : null })
  })
}
