import { recordAudit } from '../audit/record-audit.ts'
import type { AccessLine } from '../contract/admin/users.ts'
import { type UserRow, userEntity } from '../db/entities/users.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { Vault } from '../secrets/vault.ts'
import { buildSsUri } from './build-ss-uri.ts'

export interface AccessDeps {
  readonly database: Database
  readonly vault: Pick<Vault, 'open'>
}

/**
 * What a customer needs to connect: a line for every address of each of his nodes, in the operator's order.
 * Nodes without an address are left out. Fails with `user_not_found`.
 */
export function sampleUserAccess(
  deps: AccessDeps,
  input: { readonly userId: number },
): Promise<Outcome<AccessLine[]>> {
  return outcomeOf(() => deps.database.inTransaction(tx => readAccess(tx, deps, input.userId)))
}

/** The same, shown to an operator and written to the audit log. Fails with `user_not_found`. */
export function revealAccess(
  deps: AccessDeps & { readonly clock: Clock },
  input: { readonly userId: number },
  actor: Actor,
): Promise<Outcome<AccessLine[]>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const lines = await readAccess(tx, deps, input.userId)
      await recordAudit(tx, {
        at: deps.clock.now(),
        actor,
        action: 'user.access',
        subject: `user:${input.userId}`,
        before: null,
        after: { revealed: lines.length },
      })
      return lines
    }),
  )
}

async function readAccess(tx: Tx, deps: AccessDeps, userId: number): Promise<AccessLine[]> {
  const user = await tx.manager.findOne(userEntity, { where: { id: userId } })
  if (user === null || user.status === 'deleted') throw new RolledBack(fail('user_not_found', { userId }))
  const password = deps.vault.open(user.passwordSecret)
  const rows = rowsOf(
    await tx.query(
      'SELECT n.id AS nodeId, n.name AS nodeName, d.kind AS kind, d.host AS host, d.portOffset AS portOffset, a.port AS port ' +
        'FROM assignments a JOIN nodes n ON n.id = a.nodeId JOIN node_addresses d ON d.nodeId = n.id ' +
        'WHERE a.userId = ? AND a.releasedAt IS NULL ORDER BY n.id, d.position',
      [userId],
    ),
  )
  return rows.map(row => lineOf(row, user, password))
}

function lineOf(row: Readonly<Record<string, unknown>>, user: UserRow, password: string): AccessLine {
  const line = {
    nodeId: integerIn(row, 'nodeId'),
    nodeName: textIn(row, 'nodeName'),
    kind: textIn(row, 'kind') as AccessLine['kind'],
    host: textIn(row, 'host'),
    port: integerIn(row, 'port') + integerIn(row, 'portOffset'),
    cipher: user.cipher,
    password,
  }
  return { ...line, uri: buildSsUri({ ...line, name: line.nodeName }) }
}
