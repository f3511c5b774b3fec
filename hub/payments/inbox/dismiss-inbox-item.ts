import { type InboxItemRow, inboxItemEntity } from '../../db/entities/refunds.ts'
import type { Database } from '../../db/transaction.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Clock } from '../../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import { resolveInboxItem } from '../resolve-inbox-item.ts'
import { takeInboxItem } from './apply-inbox-item.ts'

/**
 * Notes that a person looked at a refund. Money cannot be dismissed: it is applied or goes back.
 * Fails with `inbox_not_found`, `changed_meanwhile` and `inbox_refused` (`why`: is_money).
 */
export function dismissInboxItem(
  deps: { readonly database: Database; readonly clock: Clock },
  wanted: { readonly inboxId: number; readonly version: number; readonly reason: string },
  actor: Actor,
): Promise<Outcome<InboxItemRow>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const item = await takeInboxItem(tx, wanted.inboxId, wanted.version)
      if (item.refundId === null) throw new RolledBack(fail('inbox_refused', { why: 'is_money' }))
      const resolution = { reason: wanted.reason }
      await resolveInboxItem(tx, item, { state: 'dismissed', resolution, at: deps.clock.now(), actor })
      return tx.manager.findOneByOrFail(inboxItemEntity, { id: item.id })
    }),
  )
}
