import { In } from 'typeorm'
import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { type InviteCodeRow, invitationEntity, inviteCodeEntity } from '../db/entities/invites.ts'
import { userEntity } from '../db/entities/users.ts'
import { affectedOf, type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { codeText, normalCode } from '../kernel/code-text-rule.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { lockUser } from '../users/change-user.ts'
import type { RandomBytes } from '../users/ports.ts'
import { readInviteSettings } from './invite-settings.ts'

/** A code with the address of whose it is; null of the house, and once the account is closed. */
export type OwnedInviteCode = InviteCodeRow & { readonly email: string | null }

interface Deps {
  readonly database: Database
  readonly clock: Clock
  readonly random: RandomBytes
}

/** 50 random bits: short enough to be told, and only good for registering. */
const makeText = (random: RandomBytes): string => codeText(random(10))

const refused = fail('code_refused', { why: 'unknown', what: 'invite' })

/** Throws `RolledBack` with `code_refused` where nobody registers with it; the same for every reason. */
export async function checkInvite(tx: Tx, text: string): Promise<InviteCodeRow> {
  const row = await tx.manager.findOneBy(inviteCodeEntity, { code: normalCode(text) })
  if (row === null || row.disabledAt !== null) throw new RolledBack(refused)
  if (row.mostUses !== null && row.used >= row.mostUses) throw new RolledBack(refused)
  if (row.userId === null) return row
  const [owner] = rowsOf(await tx.query('SELECT status FROM users WHERE id = ?', [row.userId]))
  if (owner?.['status'] !== 'active' || !(await readInviteSettings(tx)).customersInvite) {
    throw new RolledBack(refused)
  }
  return row
}

/** Notes who came by whom, in the transaction that registers him. Throws as `checkInvite` does. */
export async function useInvite(
  tx: Tx,
  { text, userId, at }: { readonly text: string; readonly userId: number; readonly at: Instant },
): Promise<void> {
  const code = await checkInvite(tx, text)
  const taken = affectedOf(
    await tx.query(
      'UPDATE invite_codes SET used = used + 1 WHERE id = ? AND (mostUses IS NULL OR used < mostUses)',
      [code.id],
    ),
  )
  if (taken === 0) throw new RolledBack(refused)
  await tx.manager.insert(invitationEntity, {
    ...{ inviteeId: userId, inviterId: code.userId, codeId: code.id, at },
    ...{ state: code.userId === null ? 'none' : 'waiting', orderId: null, reward: null },
    ...{ dueAt: null, settledAt: null },
  } as object)
}

/** The user's own code, made when first asked for; null where customers invite nobody, or it is good for nothing. */
export function inviteCodeOf(deps: Deps, userId: number): Promise<string | null> {
  return deps.database.inTransaction(async tx => {
    const { customersInvite, reward, registration } = await readInviteSettings(tx)
    if (!customersInvite || (reward.kind === 'none' && registration === 'open')) return null
    const user = await lockUser(tx, userId, true)
    if (user.status === 'deleted') return null
    const known = await tx.manager.findOneBy(inviteCodeEntity, { userId })
    if (known !== null) return known.disabledAt === null ? known.code : null
    const code = makeText(deps.random)
    const at = deps.clock.now()
    await tx.manager.insert(inviteCodeEntity, {
      ...{ userId, code, used: 0, mostUses: null, createdAt: at, disabledAt: null },
    })
    return code
  })
}

/** A code of the house: `mostUses` null is endless. */
export function createHouseCode(
  deps: Deps,
  { mostUses }: { readonly mostUses: number | null },
  actor: Actor,
): Promise<InviteCodeRow> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    const row = {
      userId: null,
      code: makeText(deps.random),
      used: 0,
      mostUses,
      createdAt: at,
      disabledAt: null,
    }
    const inserted = await tx.manager.insert(inviteCodeEntity, row)
    const id = Number(inserted.identifiers[0]?.['id'])
    const after = { id, mostUses }
    await recordAudit(tx, {
      at,
      actor,
      action: 'invite.create',
      subject: `invite:${id}`,
      before: null,
      after,
    })
    return { ...row, id }
  })
}

/** Nobody registers with it any more; who did keeps his account. Fails with `invite_not_found`. */
export function disableInviteCode(
  deps: Deps,
  { inviteId }: { readonly inviteId: number },
  actor: Actor,
): Promise<Outcome<OwnedInviteCode>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const row = await tx.manager.findOneBy(inviteCodeEntity, { id: inviteId })
      if (row === null) throw new RolledBack(fail('invite_not_found', { inviteId }))
      const at = deps.clock.now()
      const disabledAt = row.disabledAt ?? at
      await tx.manager.update(inviteCodeEntity, { id: inviteId }, { disabledAt })
      const change = { before: { disabledAt: row.disabledAt }, after: { disabledAt } }
      await recordAudit(tx, { at, actor, action: 'invite.disable', subject: `invite:${inviteId}`, ...change })
      const [owned] = await withOwners(tx, [row])
      return { ...row, disabledAt, email: owned?.email ?? null }
    }),
  )
}

interface Page {
  readonly limit: number
  readonly after?: string | undefined
}

/** A page of codes, newest first. */
export function listInviteCodes(
  deps: Pick<Deps, 'database'>,
  { limit, after }: Page,
): Promise<{ items: OwnedInviteCode[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const before = /^\d{1,15}$/.test(after ?? '') ? Number(after) : Number.MAX_SAFE_INTEGER
    const rows = await tx.manager
      .createQueryBuilder(inviteCodeEntity, 'code')
      .where('code.id < :before', { before })
      .orderBy('code.id', 'DESC')
      .take(limit + 1)
      .getMany()
    const items = await withOwners(tx, rows.slice(0, limit))
    return { items, next: rows.length > limit ? String(items.at(-1)?.id) : null }
  })
}

async function withOwners(tx: Tx, rows: readonly InviteCodeRow[]): Promise<OwnedInviteCode[]> {
  const ids = rows.flatMap(({ userId }) => (userId === null ? [] : [userId]))
  const select = { id: true, email: true } as const
  const owners = ids.length === 0 ? [] : await tx.manager.find(userEntity, { select, where: { id: In(ids) } })
  const emails = new Map(owners.map(({ id, email }) => [id, email]))
  return rows.map(row => ({ ...row, email: emails.get(row.userId ?? 0) ?? null }))
}
