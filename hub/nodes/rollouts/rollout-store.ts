import type { Instant } from '../../contract/primitives.ts'
import {
  type RolloutNodeRow,
  type RolloutRow,
  rolloutEntity,
  rolloutNodeEntity,
} from '../../db/entities/fleet.ts'
import { lockRows } from '../../db/lock-rows.ts'
import { isDuplicate, type Tx } from '../../db/transaction.ts'
import { announce } from '../../events/announce.ts'
import { fail, RolledBack } from '../../kernel/outcome.ts'

/** A roll-out, held until the commit. Throws `rollout_not_found` out of the transaction. */
export async function lockRollout(tx: Tx, rolloutId: number): Promise<RolloutRow> {
  const [row] = await lockRows(tx, rolloutEntity, [rolloutId])
  if (row === undefined) throw new RolledBack(fail('rollout_not_found', { rolloutId }))
  return row
}

/** The nodes of a roll-out in their order. */
export function nodesOfRollout(tx: Tx, rolloutId: number): Promise<RolloutNodeRow[]> {
  return tx.manager.find(rolloutNodeEntity, { where: { rolloutId }, order: { position: 'ASC' } })
}

export async function saveRolloutNode(
  tx: Tx,
  { rolloutId, position }: Pick<RolloutNodeRow, 'rolloutId' | 'position'>,
  patch: Partial<RolloutNodeRow>,
): Promise<void> {
  await tx.manager.update(rolloutNodeEntity, { rolloutId, position }, patch as object)
}

/** Moves a roll-out to another state and announces it. Throws `rollout_open` where another one is. */
export async function moveRollout(
  tx: Tx,
  { id }: Pick<RolloutRow, 'id'>,
  { state, openKey }: Pick<RolloutRow, 'state' | 'openKey'>,
  at: Instant,
): Promise<void> {
  await orOpen(tx, () => tx.manager.update(rolloutEntity, { id }, { state, openKey, changedAt: at }))
  await announceRollout(tx, id, state, at)
}

export function announceRollout(tx: Tx, rolloutId: number, state: string, at: Instant): Promise<void> {
  return announce(tx, { at, kind: 'rollout.changed', subject: { rolloutId, state } })
}

/** Makes a refusal by the key that allows one open roll-out the failure `rollout_open`, which names it. */
export async function orOpen<T>(tx: Tx, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const open = await tx.manager.findOneBy(rolloutEntity, { openKey: 'open' })
    throw new RolledBack(fail('rollout_open', open === null ? {} : { rolloutId: open.id }))
  }
}
