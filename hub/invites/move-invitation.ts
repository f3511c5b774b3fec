import { type InvitationRow, invitationEntity } from '../db/entities/invites.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { type InvitationState, mayMoveInvitation } from './invitation-state.ts'

/** How somebody came, held until the commit; null: by himself. */
export async function holdInvitation(tx: Tx, inviteeId: number): Promise<InvitationRow | null> {
  const held = await tx.query(`SELECT inviteeId FROM invitations WHERE inviteeId = ?${tx.forUpdate}`, [
    inviteeId,
  ])
  return rowsOf(held).length === 0 ? null : tx.manager.findOneBy(invitationEntity, { inviteeId })
}

/** Takes an invitation that this transaction holds to a state; false, and nothing done, where it is further by now. */
export async function moveInvitation(
  tx: Tx,
  { inviteeId, state }: InvitationRow,
  to: InvitationState,
  patch: Partial<InvitationRow>,
): Promise<boolean> {
  if (!mayMoveInvitation(state, to)) return false
  await tx.manager.update(invitationEntity, { inviteeId }, { ...patch, state: to } as object)
  return true
}
