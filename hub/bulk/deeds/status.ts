import { recordAudits } from '../../audit/record-audit.ts'
import type { BulkAction, BulkWhy } from '../../contract/admin/bulk-views.ts'
import { type UserRow, userEntity } from '../../db/entities/users.ts'
import { lockRows } from '../../db/lock-rows.ts'
import { marks } from '../../db/raw-row.ts'
import type { Tx } from '../../db/transaction.ts'
import { mapAuditedUser } from '../../users/user-view.ts'
import { whyNot } from '../bulk-rule.ts'
import { factsOf, type ItemFacts } from '../map-facts.ts'
import { type Chunk, type Deed, type DeedDeps, type Done, notDone, type UndoChunk } from './deed.ts'

interface Wish {
  readonly action: 'user.suspend' | 'user.resume'
  readonly judge: (user: UserRow | undefined, userId: number) => BulkWhy | null
  /** Why a user is suspended from now on. */
  readonly reasonFor: (user: UserRow) => string
  readonly facts: (before: UserRow) => ItemFacts
}

export function doStatus(
  tx: Tx,
  deps: DeedDeps,
  chunk: Chunk,
  action: Extract<BulkAction, { kind: 'suspend' | 'resume' }>,
): Promise<Deed> {
  return changeStatus(tx, deps, chunk, {
    action: action.kind === 'suspend' ? 'user.suspend' : 'user.resume',
    judge: user => whyNot(action, user, chunk.at),
    reasonFor: () => action.reason,
    facts: before => (action.kind === 'suspend' ? {} : { statusReason: before.statusReason }),
  })
}

/** Gives users the state they had, unless somebody else decided about them since. */
export function undoStatus(tx: Tx, deps: DeedDeps, chunk: UndoChunk): Promise<Deed> {
  const { undone, itemOf } = chunk
  const wasSuspended = undone.kind === 'suspend'
  return changeStatus(tx, deps, chunk, {
    action: wasSuspended ? 'user.resume' : 'user.suspend',
    judge(user) {
      if (user === undefined) return 'unknown'
      if (user.status === 'deleted') return 'deleted'
      if (!wasSuspended) return user.status === 'suspended' ? 'changed_since' : null
      if (user.status !== 'suspended') return 'over_already'
      return user.statusReason === undone.reason ? null : 'changed_since'
    },
    reasonFor: user => factsOf(itemOf.get(user.id)?.facts ?? {}).statusReason ?? '',
    facts: () => ({}),
  })
}

async function changeStatus(tx: Tx, deps: DeedDeps, chunk: Chunk, wish: Wish): Promise<Deed> {
  const { userIds, at, bulk } = chunk
  const users = await lockRows(tx, userEntity, userIds)
  const byId = new Map(users.map(user => [user.id, user]))
  const deed = new Map<number, Done>()
  const wanted: UserRow[] = []
  for (const userId of userIds) {
    const user = byId.get(userId)
    const why = wish.judge(user, userId)
    if (user !== undefined && why === null) wanted.push(user)
    else deed.set(userId, notDone(why ?? 'unknown'))
  }
  if (wanted.length === 0) return deed
  const isSuspension = wish.action === 'user.suspend'
  const status = isSuspension ? 'suspended' : 'active'
  const reasonFor = (user: UserRow) => (isSuspension ? wish.reasonFor(user) : '')
  for (const [reason, some] of Map.groupBy(wanted, reasonFor)) {
    await tx.query(
      `UPDATE users SET status = ?, statusReason = ?, version = version + 1 WHERE id IN (${marks(some.length)})`,
      [status, reason, ...some.map(({ id }) => id)],
    )
  }
  const ids = wanted.map(({ id }) => id)
  await deps.applyGate(tx, ids, at, wish.action)
  const after = new Map((await lockRows(tx, userEntity, ids)).map(user => [user.id, user]))
  await recordAudits(
    tx,
    wanted.map(user => ({
      ...{ at, actor: bulk.actor, action: wish.action, subject: `user:${user.id}` },
      before: mapAuditedUser(user),
      after: { ...mapAuditedUser(after.get(user.id) ?? user), reason: bulk.reason, bulkId: bulk.id },
    })),
  )
  for (const user of wanted) deed.set(user.id, { why: null, facts: wish.facts(user) })
  return deed
}
