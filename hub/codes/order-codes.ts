import type { Instant } from '../contract/primitives.ts'
import {
  type CodeBatchRow,
  type CodeRow,
  type CodeUseRow,
  codeBatchEntity,
  codeEntity,
  codeUseEntity,
} from '../db/entities/codes.ts'
import { lockRows } from '../db/lock-rows.ts'
import { affectedOf, isDuplicate, rowsOf, type Tx } from '../db/transaction.ts'
import { normalCode } from '../kernel/code-text-rule.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'
import type { OrderCodes, UsableCode } from '../orders/ports.ts'
import { mayMoveCodeUse } from './code-use-state.ts'

const refuse = (why: string): never => {
  throw new RolledBack(fail('code_refused', { why }))
}

/**
 * Codes as orders use them. What limits them are conditions and keys of the tables: two orders at one moment never
 * take the same last use.
 */
export function createOrderCodes(): OrderCodes {
  return { find, reserve, commit, release }
}

async function find(tx: Tx, wanted: Parameters<OrderCodes['find']>[1]): Promise<UsableCode> {
  const { userId, planId, at } = wanted
  const text = normalCode(wanted.text)
  const code = await tx.manager.findOneBy(codeEntity, { code: text })
  if (code === null) return refuse('unknown')
  const batch = await batchOf(tx, code)
  // One that was withdrawn answers as one that never was.
  if (code.disabledAt !== null || batch.disabledAt !== null) return refuse('unknown')
  if (at < batch.validFrom) return refuse('not_yet')
  if (batch.validUntil !== null && at >= batch.validUntil) return refuse('over')
  if ((batch.effect.kind === 'activation') !== (planId === null)) return refuse('other_use')
  if (planId !== null && batch.planIds.length > 0 && !batch.planIds.includes(planId))
    return refuse('other_plan')
  if (batch.firstOrderOnly && userId !== null && (await hasBought(tx, userId))) return refuse('first_order')
  return { codeId: code.id, text, effect: batch.effect }
}

const batchOf = (tx: Tx, code: Pick<CodeRow, 'batchId'>): Promise<CodeBatchRow> =>
  tx.manager.findOneByOrFail(codeBatchEntity, { id: code.batchId })

async function hasBought(tx: Tx, userId: number): Promise<boolean> {
  const rows = rowsOf(
    await tx.query('SELECT id FROM orders WHERE userId = ? AND fulfilledAt IS NOT NULL LIMIT 1', [userId]),
  )
  return rows.length > 0
}

async function reserve(tx: Tx, use: Parameters<OrderCodes['reserve']>[1]): Promise<number> {
  const { codeId, userId, orderId, at } = use
  const taken = affectedOf(
    await tx.query(
      `UPDATE codes SET used = used + 1 WHERE id = ? AND disabledAt IS NULL
       AND (mostUses IS NULL OR used < mostUses)`,
      [codeId],
    ),
  )
  if (taken === 0) return refuse('used_up')
  const code = await tx.manager.findOneByOrFail(codeEntity, { id: codeId })
  const batch = await batchOf(tx, code)
  const row: Omit<CodeUseRow, 'id'> = {
    ...{ codeId, batchId: batch.id, userId, orderId, state: 'reserved', at, changedAt: at },
    ...(await limitKeys(tx, batch, userId)),
  }
  try {
    const inserted = await tx.manager.insert(codeUseEntity, row)
    return Number(inserted.identifiers[0]?.['id'])
  } catch (error) {
    if (isDuplicate(error)) return refuse('used_by_you')
    throw error
  }
}

/** The keys that hold a place below the limits of a user. Throws where none is left. */
async function limitKeys(
  tx: Tx,
  batch: CodeBatchRow,
  userId: number,
): Promise<Pick<CodeUseRow, 'userUse' | 'activityUse'>> {
  const userUse = await freeUserUse(tx, batch, userId)
  return userUse === undefined
    ? refuse('used_by_you')
    : { userUse, activityUse: activityUseOf(batch, userId) }
}

const activityUseOf = ({ activity }: CodeBatchRow, userId: number): string | null =>
  activity === '' ? null : `${activity}:${userId}`

/** A place below the limit of a user; null where there is no limit, undefined where no place is left. */
async function freeUserUse(
  tx: Tx,
  { id, usesPerUser, firstOrderOnly }: CodeBatchRow,
  userId: number,
): Promise<string | null | undefined> {
  if (usesPerUser === null && !firstOrderOnly) return null
  const held = new Set(
    rowsOf(
      await tx.query(
        `SELECT userUse FROM code_uses WHERE userId = ? AND userUse IS NOT NULL${tx.forUpdate}`,
        [userId],
      ),
    ).map(row => row['userUse']),
  )
  // There is one first order, whichever batch makes it cheaper.
  const places = firstOrderOnly
    ? [`first:${userId}`]
    : Array.from({ length: usesPerUser ?? 0 }, (_, n) => `${id}:${userId}:${n + 1}`)
  return places.find(place => !held.has(place))
}

async function commit(tx: Tx, codeUseId: number, at: Instant): Promise<'within' | 'beyond'> {
  const use = await lockUse(tx, codeUseId)
  if (!mayMoveCodeUse(use.state, 'committed')) return 'within'
  const again = use.state === 'released' ? await takeAgain(tx, use) : { keys: {}, isBeyond: false }
  await tx.manager.update(codeUseEntity, { id: use.id }, { ...again.keys, state: 'committed', changedAt: at })
  return again.isBeyond ? 'beyond' : 'within'
}

/**
 * Money that came late is honoured: the use counts again where there is room, and beyond the limit where there is none.
 * The caller holds the user, so that no other use of his takes a place meanwhile.
 */
async function takeAgain(
  tx: Tx,
  { codeId, batchId, userId }: CodeUseRow,
): Promise<{ readonly keys: Partial<CodeUseRow>; readonly isBeyond: boolean }> {
  const counted = affectedOf(
    await tx.query(
      'UPDATE codes SET used = used + 1 WHERE id = ? AND (mostUses IS NULL OR used < mostUses)',
      [codeId],
    ),
  )
  const batch = await batchOf(tx, { batchId })
  const userUse = await freeUserUse(tx, batch, userId)
  const wanted = activityUseOf(batch, userId)
  const isTaken = wanted !== null && (await tx.manager.existsBy(codeUseEntity, { activityUse: wanted }))
  return {
    keys: { userUse: userUse ?? null, activityUse: isTaken ? null : wanted },
    isBeyond: counted === 0 || userUse === undefined || isTaken,
  }
}

async function release(tx: Tx, codeUseId: number, at: Instant): Promise<void> {
  const use = await lockUse(tx, codeUseId)
  if (!mayMoveCodeUse(use.state, 'released')) return
  const patch = { state: 'released', userUse: null, activityUse: null, changedAt: at } as const
  await tx.manager.update(codeUseEntity, { id: use.id }, patch)
  // Uses beyond the limit are not counted: the place that becomes free is theirs.
  await tx.query(
    `UPDATE codes SET used = used - 1 WHERE id = ? AND (mostUses IS NULL OR used < mostUses OR used >
     (SELECT COUNT(*) FROM code_uses WHERE codeId = ? AND state <> 'released'))`,
    [use.codeId, use.codeId],
  )
}

async function lockUse(tx: Tx, id: number): Promise<CodeUseRow> {
  const [use] = await lockRows(tx, codeUseEntity, [id])
  if (use === undefined) throw new Error(`use ${id} of a code is gone`)
  return use
}
