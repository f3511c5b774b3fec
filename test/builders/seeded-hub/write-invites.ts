import {
  type InvitationRow,
  type InviteCodeRow,
  invitationEntity,
  inviteCodeEntity,
} from '../../../hub/db/entities/invites.ts'
import { codeText } from '../../../hub/kernel/code-text-rule.ts'
import type { Life } from './life.ts'
import { dayMs } from './local-calendar.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedWorld } from './seed-world.ts'
import { firstBought, holdMs, rewardBytes } from './settle-people.ts'

/** Invitations with the codes they came by, and codes of the house. */
export function writeInvites(world: SeedWorld, sink: RowSink, lives: readonly Life[]): void {
  const chance = world.chance('system', -1)
  const codes: InviteCodeRow[] = []
  const codeOf = new Map<number, InviteCodeRow>()
  const make = (userId: number | null, createdAt: number): InviteCodeRow => {
    const code = codeText(chance.bytes(10))
    const row = { id: codes.length + 1, userId, code, used: 0, mostUses: null, createdAt, disabledAt: null }
    codes.push(row)
    return row
  }
  for (let i = 0; i < 3; i += 1) make(null, world.begin + i * dayMs)
  for (const life of lives) {
    if (life.invitedBy === null) continue
    const code = codeOf.get(life.invitedBy) ?? make(life.invitedBy, life.createdAt - dayMs)
    codeOf.set(life.invitedBy, code)
    code.used += 1
    sink.add(invitationEntity, invitationOf(world, life, code.id))
  }
  for (const code of codes) sink.add(inviteCodeEntity, code)
}

function invitationOf(world: SeedWorld, life: Life, codeId: number): InvitationRow {
  const made = { inviteeId: life.id, inviterId: life.invitedBy, codeId, at: life.createdAt }
  const bought = firstBought(life)
  const first = life.orders.find(
    order => order.fate === 'given' && (order.paidAt ?? order.createdAt) === bought,
  )
  if (bought === null || first === undefined) {
    return { ...made, state: 'waiting', orderId: null, reward: null, dueAt: null, settledAt: null }
  }
  const dueAt = bought + holdMs
  const reward = { kind: 'bytes' as const, bytes: rewardBytes }
  const isGranted = dueAt <= world.now
  const state = isGranted ? 'granted' : 'held'
  return { ...made, state, orderId: first.id, reward, dueAt, settledAt: isGranted ? dueAt : null }
}
