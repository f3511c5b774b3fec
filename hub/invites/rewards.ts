import type { Instant } from '../contract/primitives.ts'
import { type InvitationRow, invitationEntity } from '../db/entities/invites.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { integerIn } from '../db/raw-row.ts'
import { findRow } from '../db/single-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { type ChangeGrantsDeps, changeGrantsInTx, insertGrants } from '../entitlements/change-grants.ts'
import { moveEnd } from '../entitlements/extend-time.ts'
import type { Actor } from '../kernel/actor.ts'
import { frozenOf } from '../orders/frozen-order.ts'
import { readInviteSettings } from './invite-settings.ts'
import { rewardOf } from './reward-rule.ts'

const day = 86_400_000
const mostAtOnce = 500
const actor: Actor = { kind: 'system', name: 'invitations' }
const refOf = (inviteeId: number): string => `invite:${inviteeId}`

/** Freezes the reward for the first paid order of an invited customer; it falls due when the hold is over. */
export async function rewardFirstOrder(
  tx: Tx,
  { orderId, userId, at }: { readonly orderId: number; readonly userId: number; readonly at: Instant },
): Promise<void> {
  const invitation = await findRow(tx, invitationEntity, { inviteeId: userId, state: 'waiting' })
  if (invitation === null) return
  const order = await tx.manager.findOneByOrFail(orderEntity, { id: orderId })
  // What costs nothing is no purchase.
  if (order.total === 0) return
  const { reward: policy, holdDays } = await readInviteSettings(tx)
  const { quote } = frozenOf(order)
  const { startsAt, endsAt, bucket } = quote
  const reward = rewardOf(policy, { startsAt, endsAt, bucketBytes: bucket?.bytes ?? null })
  const dueAt = at + holdDays * day
  const patch = reward === null ? { state: 'none', orderId } : { state: 'held', orderId, reward, dueAt }
  await tx.manager.update(invitationEntity, { inviteeId: userId }, patch as object)
}

/** Notes that the order's money went back; what is unused of the reward is removed by the next `settleRewards`. */
export async function takeBackReward(
  tx: Tx,
  { orderId, at }: { readonly orderId: number; readonly at: Instant },
): Promise<void> {
  const found = await tx.manager.findOneBy(invitationEntity, { orderId })
  if (found === null || (found.state !== 'held' && found.state !== 'granted')) return
  const settledAt = found.state === 'held' ? at : null
  await tx.manager.update(
    invitationEntity,
    { inviteeId: found.inviteeId },
    { state: 'taken_back', settledAt },
  )
}

/** Gives the rewards whose hold is over, and removes what is unused of those to be taken back. How many of each. */
export async function settleRewards(deps: ChangeGrantsDeps): Promise<{ given: number; taken: number }> {
  const now = deps.clock.now()
  const due = await deps.database.inTransaction(async tx =>
    rowsOf(
      await tx.query(
        `SELECT inviteeId FROM invitations WHERE (state = 'held' AND dueAt <= ?)
         OR (state = 'taken_back' AND settledAt IS NULL) ORDER BY inviteeId LIMIT ${mostAtOnce}`,
        [now],
      ),
    ).map(row => integerIn(row, 'inviteeId')),
  )
  const counts = { given: 0, taken: 0 }
  for (const inviteeId of due) {
    const done = await deps.database.inTransaction(tx => settle(tx, deps, inviteeId))
    if (done !== null) counts[done] += 1
  }
  return counts
}

async function settle(tx: Tx, deps: ChangeGrantsDeps, inviteeId: number): Promise<'given' | 'taken' | null> {
  const found = await tx.manager.findOneBy(invitationEntity, { inviteeId })
  if (found?.inviterId == null || found.reward === null) return null
  const at = deps.clock.now()
  const [owner] = rowsOf(
    await tx.query(`SELECT status FROM users WHERE id = ?${tx.forUpdate}`, [found.inviterId]),
  )
  const [row] = rowsOf(
    await tx.query(`SELECT state FROM invitations WHERE inviteeId = ?${tx.forUpdate}`, [inviteeId]),
  )
  const isGone = owner?.['status'] === 'deleted'
  if (row?.['state'] === 'held') {
    await tx.manager.update(
      invitationEntity,
      { inviteeId },
      { state: isGone ? 'none' : 'granted', settledAt: at },
    )
    if (!isGone) await change(tx, deps, found, 1)
    return 'given'
  }
  if (row?.['state'] !== 'taken_back') return null
  await tx.manager.update(invitationEntity, { inviteeId }, { settledAt: at })
  if (!isGone) await change(tx, deps, found, -1)
  return 'taken'
}

/** Gives a reward, or takes back what is unused of it: what was used stays used and is no debt. */
async function change(
  tx: Tx,
  deps: ChangeGrantsDeps,
  invitation: InvitationRow,
  sign: 1 | -1,
): Promise<void> {
  const { inviterId, inviteeId, reward } = invitation
  if (inviterId === null || reward === null) return
  const sourceRef = refOf(inviteeId)
  await changeGrantsInTx(tx, deps, {
    userIds: [inviterId],
    action: sign === 1 ? 'invite.reward' : 'invite.take-back',
    actor,
    asked: { inviteeId, reward },
    async work(inner, standings, at) {
      const holder = standings[0]?.holder
      if (holder === undefined) return
      if (reward.kind === 'days') await moveEnd(inner, holder, sign * reward.days, at, deps.timeZone)
      else if (sign === 1) {
        const bucket = {
          ...({
            userId: inviterId,
            kind: 'bucket',
            source: 'invite',
            sourceRef,
            bytes: reward.bytes,
          } as const),
          ...{ validFrom: at, validUntil: null, reason: 'invitation' },
        }
        await insertGrants(inner, [bucket], { at, actor })
      } else {
        await inner.query(
          'UPDATE grants SET endedAt = ? WHERE userId = ? AND sourceRef = ? AND endedAt IS NULL',
          [at, inviterId, sourceRef],
        )
      }
    },
  })
}

/** Whom a customer invited, newest first, at most 50; without a word of who they are. */
export function listInvited(
  database: Database,
  userId: number,
): Promise<{ at: Instant; state: InvitationRow['state'] }[]> {
  return database.inTransaction(async tx => {
    const rows = await tx.manager.find(invitationEntity, {
      where: { inviterId: userId },
      order: { at: 'DESC' },
      take: 50,
    })
    return rows.map(({ at, state }) => ({ at: at as Instant, state }))
  })
}
