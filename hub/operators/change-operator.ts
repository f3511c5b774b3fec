import { recordAudit } from '../audit/record-audit.ts'
import type { OperatorView } from '../contract/admin/operators.ts'
import { type OperatorRow, operatorEntity } from '../db/entities/operators.ts'
import { isDuplicate, rowsOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { OperatorDeps } from './operator-deps.ts'
import { operatorView } from './operator-view.ts'
import { endSessionsOf } from './session-store.ts'
import { lockOperator } from './use-second-factor.ts'

/** One change of a staff account, as every use case of accounts makes it. */
export interface OperatorChange {
  readonly operatorId: number
  readonly action: string
  readonly endsSessions: boolean
  /** What becomes of the row; throws `RolledBack` where it may not. */
  decide(before: OperatorRow, at: number): Partial<Omit<OperatorRow, 'id' | 'version'>>
}

/**
 * Applies a change in one transaction, with its audit entry and announcement. Fails with `operator_not_found`,
 * `email_taken`, and `last_owner` where nobody would be left who may do everything.
 */
export function changeOperator(
  deps: Pick<OperatorDeps, 'database' | 'clock'>,
  change: OperatorChange,
  actor: Actor,
): Promise<Outcome<OperatorView>> {
  const { operatorId, action, endsSessions } = change
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const owners = await lockOwners(tx)
      const before = await lockOperator(tx, operatorId)
      if (!before) throw new RolledBack(fail('operator_not_found', { operatorId }))
      const next = { ...change.decide(before, at), version: before.version + 1 }
      const after = { ...before, ...next }
      const staysOwner = after.role === 'owner' && after.disabledAt === null
      if (!staysOwner && owners.length === 1 && owners[0] === operatorId) {
        throw new RolledBack(fail('last_owner', { operatorId }))
      }
      await writeOperator(tx, operatorId, next)
      if (endsSessions || after.role !== before.role) await endSessionsOf(tx, operatorId)
      await announce(tx, { at, kind: 'operator.changed', subject: { operatorId } })
      // The hash stands for the password here: it shows as "changed" and never as itself.
      await recordAudit(tx, {
        at,
        actor,
        action,
        subject: `operator:${operatorId}`,
        before: { ...operatorView(before), passwordHash: before.passwordHash },
        after: { ...operatorView(after), passwordHash: after.passwordHash },
      })
      return operatorView(after)
    }),
  )
}

/** Owners that can sign in, locked: two of them cannot take the role from each other at once. */
async function lockOwners(tx: Tx): Promise<number[]> {
  const rows = rowsOf(
    await tx.query(
      `SELECT id FROM operators WHERE role = 'owner' AND disabledAt IS NULL ORDER BY id${tx.forUpdate}`,
    ),
  )
  return rows.map(row => Number(row['id']))
}

async function writeOperator(tx: Tx, id: number, next: Partial<OperatorRow>): Promise<void> {
  try {
    await tx.manager.update(operatorEntity, { id }, next)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new RolledBack(fail('email_taken', { email: next.email }))
  }
}
