import type { Instant } from '../contract/primitives.ts'
import { type InvitationRow, invitationEntity } from '../db/entities/invites.ts'
import { orderEntity } from '../db/entities/orders.ts'
import { type UserRow, userEntity } from '../db/entities/users.ts'
import { lockRows } from '../db/lock-rows.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { type ChangeGrantsDeps, changeGrantsInTx, insertGrants } from '../entitlements/change-grants.ts'
import { moveEnd } from '../entitlements/extend-time.ts'
import type { Actor } from '../kernel/actor.ts'
import { frozenOf } from '../orders/frozen-order.ts'
import { readInviteSettings } from './invite-settings.ts'
import { holdInvitation, moveInvitation } from './move-invitation.ts'
import { type Reward, rewardOf, unusedDays } from './reward-rule.ts'

const day = 86_400_000
const mostAtOnce = 500
const actor: Actor = { kind: 'system', name: 'invitations' }
const refOf = (inviteeId: number): string => `invite:${inviteeId}`

/** Freezes the reward for the first paid order of an invited customer; it falls due when the hold is over. */
export async function rewardFirstOrder(
  tx: Tx,
  { orderId, userId, at }: { readonly orderId: number; readonly userId: number; readonly at: Instant },
): Promise<void> {
  const invitation = await holdInvitation(tx, userId)
  if (invitation?.state !== 'waiting') return
  const order = await tx.manager.findOneByOrFail(orderEntity, { id: orderId })
  // What costs nothing is no purchase.
  if (order.total === 0) return
  const { reward: policy, holdDays } = await readInviteSettings(tx)
  const reward = rewardOf(policy, frozenOf(order).quote)
  if (reward === null) await moveInvitation(tx, invitation, 'none', { orderId })
  else await moveInvitation(tx, invitation, 'held', { orderId, reward, dueAt: at + holdDays * day })
}

/** Notes that the order's money went back; what is unused of the reward is removed by the next `settleRewards`. */
export async function takeBackReward(
  tx: Tx,
  { orderId, userId, at }: { readonly orderId: number; readonly userId: number; readonly at: Instant },
): Promise<void> {
  const invitation = await holdInvitation(tx, userId)
  if (invitation?.orderId !== orderId) return
  // Within the hold nothing was given, and so nothing is left to do.
  await moveInvitation(tx, invitation, 'taken_back', { settledAt: invitation.state === 'held' ? at : null })
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
  const known = await tx.manager.findOneBy(invitationEntity, { inviteeId })
  if (known?.inviterId == null) return null
  const [inviter] = await lockRows(tx, userEntity, [known.inviterId])
  const invitation = await holdInvitation(tx, inviteeId)
  if (inviter === undefined || invitation?.reward == null) return null
  const { state, reward } = invitation
  const settledAt = deps.clock.now()
  const isGone = inviter.status === 'deleted'
  const rewarded = { inviter, inviteeId, reward }
  if (state === 'held') {
    await moveInvitation(tx, invitation, isGone ? 'none' : 'granted', { settledAt })
    if (!isGone) await give(tx, deps, rewarded)
    return 'given'
  }
  if (state !== 'taken_back' || invitation.settledAt !== null) return null
  await tx.manager.update(invitationEntity, { inviteeId }, { settledAt })
  if (!isGone) await takeBack(tx, deps, rewarded)
  return 'taken'
}

interface Rewarded {
  readonly inviter: UserRow
  readonly inviteeId: number
  readonly reward: Reward
}

async function give(tx: Tx, deps: ChangeGrantsDeps, { inviter, inviteeId, reward }: Rewarded): Promise<void> {
  const userId = inviter.id
  await changeGrantsInTx(tx, deps, {
    userIds: [userId],
    action: 'invite.reward',
    actor,
    asked: { inviteeId, reward },
    async work(inner, [standing], at) {
      if (standing === undefined) return
      if (reward.kind === 'days') {
        const given = await moveEnd(inner, standing.holder, reward.days, at, deps.timeZone)
        await inner.manager.update(invitationEntity, { inviteeId }, { reward: { ...reward, ...given } })
        return
      }
      const bucket = { userId, kind: 'bucket', source: 'invite', sourceRef: refOf(inviteeId) } as const
      const good = { bytes: reward.bytes, validFrom: at, validUntil: null, reason: 'invitation' }
      await insertGrants(inner, [{ ...bucket, ...good }], { at, actor })
    },
  })
}

/** Takes back what is unused of a reward: what was used stays used and is no debt. */
async function takeBack(
  tx: Tx,
  deps: ChangeGrantsDeps,
  { inviter, inviteeId, reward }: Rewarded,
): Promise<void> {
  const { timeZone } = deps
  const days = reward.kind === 'days' ? unusedDays(reward, inviter, deps.clock.now(), timeZone) : null
  await changeGrantsInTx(tx, deps, {
    userIds: [inviter.id],
    action: 'invite.take-back',
    actor,
    asked: { inviteeId, reward, unusedDays: days },
    async work(inner, [standing], at) {
      if (standing === undefined) return
      if (days !== null) {
        if (days > 0) await moveEnd(inner, standing.holder, -days, at, timeZone)
        return
      }
      await inner.query(
        'UPDATE grants SET endedAt = ? WHERE userId = ? AND sourceRef = ? AND endedAt IS NULL',
        [at, inviter.id, refOf(inviteeId)],
      )
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
