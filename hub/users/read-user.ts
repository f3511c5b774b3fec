import type { UserDetail, UserNode } from '../contract/admin/user-views.ts'
import { userEntity } from '../db/entities/users.ts'
import { flagIn, integerIn, integerOrNullIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { type ListUsersDeps, noBalance } from './list-users.ts'
import { mapUser } from './user-view.ts'

/** A user, deleted ones included, with what is left, his nodes and his gate. Fails with `user_not_found`. */
export function readUser(
  deps: ListUsersDeps,
  input: { readonly userId: number },
): Promise<Outcome<UserDetail>> {
  const { userId } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const row = await tx.manager.findOne(userEntity, { where: { id: userId } })
      if (row === null) throw new RolledBack(fail('user_not_found', { userId }))
      const now = deps.clock.now()
      const balances = await deps.readBalances(tx, [userId], now)
      const plans = await deps.readPlans(tx, [userId], now)
      return {
        ...mapUser(row),
        balance: balances.get(userId) ?? noBalance,
        plan: plans.get(userId) ?? null,
        cycle: await readCycle(tx, userId, now),
        nodes: await readNodes(tx, userId),
      }
    }),
  )
}

async function readCycle(tx: Tx, userId: number, now: number): Promise<UserDetail['cycle']> {
  const [row] = rowsOf(
    await tx.query('SELECT startsAt, endsAt FROM cycles WHERE userId = ? AND startsAt <= ? AND endsAt > ?', [
      ...[userId, now, now],
    ]),
  )
  return row === undefined ? null : { startsAt: integerIn(row, 'startsAt'), endsAt: integerIn(row, 'endsAt') }
}

async function readNodes(tx: Tx, userId: number): Promise<UserNode[]> {
  const rows = rowsOf(
    await tx.query(
      'SELECT a.nodeId AS nodeId, a.port AS port, a.releasedAt AS releasedAt, a.serve AS serve, ' +
        'a.closedAt AS closedAt, a.closeRevision AS closeRevision, nodes.name AS name, nodes.country AS country, ' +
        'nodes.region AS region, nodes.state AS state, meters.appliedRevision AS appliedRevision ' +
        'FROM assignments a JOIN nodes ON nodes.id = a.nodeId LEFT JOIN meters ON meters.nodeId = a.nodeId ' +
        'WHERE a.userId = ? ORDER BY a.nodeId, a.port',
      [userId],
    ),
  )
  return rows.map(row => ({
    nodeId: integerIn(row, 'nodeId'),
    name: textIn(row, 'name'),
    country: textIn(row, 'country'),
    region: textIn(row, 'region'),
    state: textIn(row, 'state') as UserNode['state'],
    port: integerIn(row, 'port'),
    releasedAt: integerOrNullIn(row, 'releasedAt'),
    serve: flagIn(row, 'serve'),
    closedAt: integerOrNullIn(row, 'closedAt'),
    confirmed: (integerOrNullIn(row, 'appliedRevision') ?? 0) >= integerIn(row, 'closeRevision'),
  }))
}
