import type { BulkAction } from '../../contract/admin/bulk-views.ts'
import { integerIn, integerOrNullIn, marks } from '../../db/raw-row.ts'
import type { Tx } from '../../db/transaction.ts'
import { giveBytes } from '../../entitlements/grant-bytes.ts'
import { type GivenBucket, takeBytesBack, whyNot } from '../bulk-rule.ts'
import { factsOf } from '../map-facts.ts'
import { type Chunk, changeGrantsOf, type Deed, type DeedDeps, heldRows, type UndoChunk } from './deed.ts'

export function doBytes(
  tx: Tx,
  deps: DeedDeps,
  chunk: Chunk,
  action: Extract<BulkAction, { kind: 'bytes' }>,
): Promise<Deed> {
  const { kind: _, ...gift } = action
  const { at, bulk } = chunk
  return changeGrantsOf(tx, deps, chunk, {
    action: 'grant.bytes',
    asked: gift,
    judge: (_userId, standing) => whyNot(action, standing && { ...standing.holder, email: null }, at),
    work: (within, standings) =>
      giveBytes(within, gift, standings, { at, actor: bulk.actor, timeZone: deps.timeZone }),
    done: ({ grantIds: [grantId] }) => (grantId === undefined ? {} : { grantId }),
  })
}

/** Ends what is left of the buckets; what was used of them stays used. */
export function undoBytes(tx: Tx, deps: DeedDeps, chunk: UndoChunk): Promise<Deed> {
  const { at, bulk, undone } = chunk
  const grantOf = (userId: number) => factsOf(chunk.itemOf.get(userId)?.facts ?? {}).grantId ?? 0
  const buckets = new Map<number, GivenBucket>()
  const back = (userId: number) => takeBytesBack(buckets.get(grantOf(userId)), at)
  return changeGrantsOf(tx, deps, chunk, {
    action: 'grant.end',
    asked: { undoes: undone.id, reason: bulk.reason },
    async prepare(within) {
      const select = 'SELECT id, bytes, used, validUntil, endedAt FROM grants'
      for (const [id, row] of await heldRows(within, select, chunk.userIds.map(grantOf))) {
        buckets.set(id, {
          bytes: integerOrNullIn(row, 'bytes'),
          used: integerIn(row, 'used'),
          validUntil: integerOrNullIn(row, 'validUntil'),
          endedAt: integerOrNullIn(row, 'endedAt'),
        })
      }
    },
    judge(userId, standing) {
      if (standing === undefined) return 'unknown'
      if (standing.holder.status === 'deleted') return 'deleted'
      const taken = back(userId)
      return 'why' in taken ? taken.why : null
    },
    async work(within, standings) {
      const grantIds = standings.map(({ holder }) => grantOf(holder.userId))
      await within.query(`UPDATE grants SET endedAt = ? WHERE id IN (${marks(grantIds.length)})`, [
        at,
        ...grantIds,
      ])
    },
    done({ userId }) {
      const taken = back(userId)
      return 'why' in taken ? {} : { grantId: grantOf(userId), ...taken }
    },
  })
}
