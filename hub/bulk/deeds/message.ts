import { In } from 'typeorm'
import type { BulkAction } from '../../contract/admin/bulk-views.ts'
import { mailPreferenceEntity } from '../../db/entities/mail.ts'
import { userEntity } from '../../db/entities/users.ts'
import { lockRows } from '../../db/lock-rows.ts'
import type { Tx } from '../../db/transaction.ts'
import { withdrawMail } from '../../mail/withdraw-mail.ts'
import { whyNot } from '../bulk-rule.ts'
import { type Chunk, type Deed, type DeedDeps, type Done, notDone, type UndoChunk } from './deed.ts'

const keyOf = (bulkId: number, userId: number) => `bulk:${bulkId}:${userId}`

/** Queues the message to each; what stands around it is in the language he reads. */
export async function doMessage(
  tx: Tx,
  deps: DeedDeps,
  { bulk, userIds, at }: Chunk,
  action: Extract<BulkAction, { kind: 'message' }>,
): Promise<Deed> {
  const users = await lockRows(tx, userEntity, userIds)
  const byId = new Map(users.map(user => [user.id, user]))
  const preferences = await tx.manager.findBy(mailPreferenceEntity, { userId: In([...userIds]) })
  const localeOf = new Map(preferences.map(({ userId, locale }) => [userId, locale]))
  const deed = new Map<number, Done>()
  const mails = userIds.flatMap(userId => {
    const user = byId.get(userId)
    const why = whyNot(action, user, at)
    deed.set(userId, why === null ? { why, facts: {} } : notDone(why))
    if (why !== null || user === undefined || user.email === null) return []
    return {
      ...{ at, userId, to: user.email, locale: localeOf.get(userId) ?? ('zh' as const) },
      ...{ key: keyOf(bulk.id, userId), template: 'notice' as const },
      params: { subject: action.subject, text: action.text },
    }
  })
  await deps.queueMails(tx, mails)
  return deed
}

/** Withdraws what has not left yet. */
export async function undoMessage(tx: Tx, _deps: DeedDeps, { undone, userIds }: UndoChunk): Promise<Deed> {
  const keys = userIds.map(userId => keyOf(undone.id, userId))
  const withdrawn = await withdrawMail(tx, keys)
  return new Map(
    userIds.map(userId => {
      const isBack = withdrawn.has(keyOf(undone.id, userId))
      return [userId, isBack ? { why: null, facts: {} } : notDone('sent_already')]
    }),
  )
}
