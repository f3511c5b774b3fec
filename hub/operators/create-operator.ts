import { recordAudit } from '../audit/record-audit.ts'
import type { OperatorView } from '../contract/admin/operators.ts'
import type { Role } from '../contract/rights.ts'
import { asInteger } from '../db/columns.ts'
import { operatorEntity } from '../db/entities/operators.ts'
import { isDuplicate, rowsOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { OperatorDeps } from './operator-deps.ts'
import { operatorView } from './operator-view.ts'
import { generateOperatorPassword } from './passwords.ts'
import { normalEmail } from './sign-in.ts'

type CreateDeps = Pick<OperatorDeps, 'database' | 'clock' | 'passwords'>

export interface NewOperator {
  readonly email: string
  readonly name: string
  readonly role: Role
}

/** Makes a staff account whose generated password is answered this once. Fails with `email_taken`. */
export async function createOperator(
  deps: CreateDeps,
  input: NewOperator,
  actor: Actor,
): Promise<Outcome<{ readonly operator: OperatorView; readonly password: string }>> {
  const password = generateOperatorPassword()
  const passwordHash = await deps.passwords.hash(password)
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const operator = await insertOperator(deps, tx, { ...input, passwordHash }, actor)
      return { operator, password }
    }),
  )
}

/**
 * Makes the first account, an owner with a generated password that must be changed; null where there is any
 * operator already. Part of every first start.
 */
export async function createFirstOwner(
  deps: CreateDeps,
  input: { readonly email: string; readonly name: string },
  actor: Actor,
): Promise<{ readonly email: string; readonly password: string } | null> {
  const hasOperator = async (tx: Tx) => rowsOf(await tx.query('SELECT id FROM operators LIMIT 1')).length > 0
  if (await deps.database.inTransaction(hasOperator)) return null
  const password = generateOperatorPassword()
  const passwordHash = await deps.passwords.hash(password)
  const created = await outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      if (await hasOperator(tx)) return null
      return insertOperator(deps, tx, { ...input, role: 'owner', passwordHash }, actor)
    }),
  )
  // Another hub that starts at the same moment may have been first.
  return created.ok && created.value !== null ? { email: created.value.email, password } : null
}

async function insertOperator(
  deps: CreateDeps,
  tx: Tx,
  input: NewOperator & { readonly passwordHash: string },
  actor: Actor,
): Promise<OperatorView> {
  const at = deps.clock.now()
  const { name, role, passwordHash } = input
  const row = {
    email: normalEmail(input.email),
    name,
    role,
    passwordHash,
    mustChangePassword: true,
    totpSecret: null,
    totpConfirmedAt: null,
    totpLastStep: 0,
    recoveryCodes: [],
    disabledAt: null,
    createdAt: at,
    version: 1,
  }
  try {
    const inserted = await tx.manager.insert(operatorEntity, row)
    const view = operatorView({ ...row, id: asInteger(inserted.identifiers[0]?.['id']) })
    await announce(tx, { at, kind: 'operator.changed', subject: { operatorId: view.id } })
    const subject = `operator:${view.id}`
    await recordAudit(tx, { at, actor, action: 'operators.create', subject, before: null, after: view })
    return view
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new RolledBack(fail('email_taken', { email: row.email }))
  }
}
