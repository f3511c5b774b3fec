import { recordAudit } from '../audit/record-audit.ts'
import { type Cipher, passwordFitsCipher } from '../contract/ciphers.ts'
import { type UserRow, userEntity } from '../db/entities/users.ts'
import { type Database, isDuplicate, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { Vault } from '../secrets/vault.ts'
import { generatePassword } from './generate-password.ts'
import type { RandomBytes } from './ports.ts'
import { mapAuditedUser } from './user-view.ts'

export interface CreateUserDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Pick<Vault, 'seal'>
  readonly random: RandomBytes
}

export interface NewUser {
  readonly name: string
  /** Lower case. */
  readonly email: string
  readonly cipher: Cipher
  /** Generated to fit the cipher where it is left out. */
  readonly password?: string | undefined
  readonly nodeCount: number
  readonly regions: readonly string[]
  readonly cyclePolicy: UserRow['cyclePolicy']
  readonly note: string
}

/**
 * Creates a user without grant, number or nodes: his gate is closed with `no_plan`.
 * Fails with `password_does_not_fit` and `email_taken`.
 */
export async function createUser(
  deps: CreateUserDeps,
  input: NewUser,
  actor: Actor,
): Promise<Outcome<UserRow>> {
  return outcomeOf(() => deps.database.inTransaction(tx => createUserInTx(tx, deps, input, actor)))
}

/** The same within a transaction of the caller's; throws `RolledBack` where it fails. */
export async function createUserInTx(
  tx: Tx,
  deps: Omit<CreateUserDeps, 'database'>,
  input: NewUser,
  actor: Actor,
): Promise<UserRow> {
  const password = input.password ?? generatePassword(input.cipher, deps.random)
  if (!passwordFitsCipher(password, input.cipher)) {
    throw new RolledBack(fail('password_does_not_fit', { cipher: input.cipher }))
  }
  const passwordSecret = deps.vault.seal(password)
  const at = deps.clock.now()
  const row: Omit<UserRow, 'id'> = {
    name: input.name,
    email: input.email,
    status: 'active',
    statusReason: '',
    port: null,
    cipher: input.cipher,
    passwordSecret,
    expiresAt: null,
    cyclePolicy: input.cyclePolicy,
    anchorAt: null,
    nodeCount: input.nodeCount,
    regions: [...new Set(input.regions)],
    note: input.note,
    gate: 'no_plan',
    gateSince: at,
    createdAt: at,
    deletedAt: null,
    version: 1,
  }
  const inserted = await tx.manager.insert(userEntity, { ...row }).catch((error: unknown) => {
    if (isDuplicate(error)) throw new RolledBack(fail('email_taken', { email: input.email }))
    throw error
  })
  const user: UserRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
  await tx.query(
    'INSERT INTO user_figures (userId, used, granted, leftBytes, leftPermille, computedAt) VALUES (?, 0, 0, 0, NULL, ?)',
    [user.id, at],
  )
  await announce(tx, { at, kind: 'user.created', subject: { userId: user.id } })
  await recordAudit(tx, {
    at,
    actor,
    action: 'user.create',
    subject: `user:${user.id}`,
    before: null,
    after: mapAuditedUser(user),
  })
  return user
}
