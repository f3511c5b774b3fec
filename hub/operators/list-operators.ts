import { MoreThan } from 'typeorm'
import type { OperatorView } from '../contract/admin/operators.ts'
import { operatorEntity } from '../db/entities/operators.ts'
import type { Database } from '../db/transaction.ts'
import { operatorView } from './operator-view.ts'

/** A page of staff accounts, in the order they were made. */
export function listOperators(
  deps: { readonly database: Database },
  query: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ items: OperatorView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const after = Number(query.after ?? 0)
    const rows = await tx.manager.find(operatorEntity, {
      where: { id: MoreThan(Number.isSafeInteger(after) ? after : 0) },
      order: { id: 'ASC' },
      take: query.limit + 1,
    })
    const items = rows.slice(0, query.limit).map(operatorView)
    return { items, next: rows.length > query.limit ? String(items.at(-1)?.id) : null }
  })
}
