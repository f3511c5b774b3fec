import { EntitySchema } from 'typeorm'
import { bigint, generatedId, int, json, text } from '../columns.ts'

/** A code with which others may register; of a user, or of the house (`userId` null). */
export interface InviteCodeRow {
  id: number
  userId: number | null
  code: string
  used: number
  /** Null: endless. */
  mostUses: number | null
  createdAt: number
  disabledAt: number | null
}

export const inviteCodeEntity = new EntitySchema<InviteCodeRow>({
  name: 'InviteCode',
  tableName: 'invite_codes',
  columns: {
    id: generatedId(),
    userId: int({ nullable: true }),
    code: text(32),
    used: int(),
    mostUses: int({ nullable: true }),
    createdAt: bigint(),
    disabledAt: bigint({ nullable: true }),
  },
  checks: [{ name: 'ck_invite_codes_used', expression: 'mostUses IS NULL OR used <= mostUses' }],
  uniques: [{ name: 'uq_invite_codes_code', columns: ['code'] }],
  indices: [{ name: 'ix_invite_codes_user', columns: ['userId'] }],
})

/** Who was invited by whom, and what the inviter got for his first fulfilled order. */
export interface InvitationRow {
  inviteeId: number
  /** Null: by a code of the house. */
  inviterId: number | null
  codeId: number
  at: number
  /** `waiting`: no order yet; `held`: the reward falls due at `dueAt`; `taken_back` after a refund. */
  state: 'waiting' | 'held' | 'granted' | 'taken_back' | 'none'
  /** First fulfilled order of the invitee. */
  orderId: number | null
  /** Frozen when the order was fulfilled. `from`, `until`: the time that days were, once they were given. */
  reward:
    | { kind: 'days'; days: number; from?: number; until?: number }
    | { kind: 'bytes'; bytes: number }
    | null
  dueAt: number | null
  settledAt: number | null
}

export const invitationEntity = new EntitySchema<InvitationRow>({
  name: 'Invitation',
  tableName: 'invitations',
  columns: {
    inviteeId: int({ primary: true }),
    inviterId: int({ nullable: true }),
    codeId: int(),
    at: bigint(),
    state: text(16),
    orderId: int({ nullable: true }),
    reward: json({ nullable: true }),
    dueAt: bigint({ nullable: true }),
    settledAt: bigint({ nullable: true }),
  },
  indices: [
    { name: 'ix_invitations_inviter', columns: ['inviterId'] },
    { name: 'ix_invitations_due', columns: ['state', 'dueAt'] },
  ],
})
