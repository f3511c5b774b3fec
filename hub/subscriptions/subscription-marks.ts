import { integerIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

/**
 * What tells, for each of these users, whether his answers may be kept: his row's version, his gate, his link, his
 * numbers on his nodes. Two short statements by primary key and index. A user without a link is left out.
 */
export async function readUserMarks(tx: Tx, userIds: readonly number[]): Promise<Map<number, string>> {
  if (userIds.length === 0) return new Map()
  const list = marks(userIds.length)
  const people = rowsOf(
    await tx.query(
      'SELECT u.id AS id, u.version AS version, u.status AS status, u.gate AS gate, l.tokenHash AS tokenHash ' +
        `FROM users u JOIN subscription_links l ON l.userId = u.id WHERE u.id IN (${list})`,
      userIds,
    ),
  )
  const ports = rowsOf(
    await tx.query(
      `SELECT userId, nodeId, port FROM assignments WHERE userId IN (${list}) AND releasedAt IS NULL ` +
        'ORDER BY userId, nodeId, port',
      userIds,
    ),
  )
  const found = new Map(
    people.map(row => [
      integerIn(row, 'id'),
      `${integerIn(row, 'version')} ${textIn(row, 'status')} ${textIn(row, 'gate')} ${textIn(row, 'tokenHash')}`,
    ]),
  )
  for (const row of ports) {
    const userId = integerIn(row, 'userId')
    const mark = found.get(userId)
    if (mark !== undefined) {
      found.set(userId, `${mark} ${integerIn(row, 'nodeId')}:${integerIn(row, 'port')}`)
    }
  }
  return found
}

/** The same for what is common to all: the nodes, their addresses, and the settings that answers show. */
export async function readCommonMark(tx: Tx): Promise<string> {
  const nodes = await tx.query('SELECT id, version, state FROM nodes ORDER BY id')
  const addresses = await tx.query(
    'SELECT id, nodeId, kind, host, portOffset, position FROM node_addresses ORDER BY id',
  )
  const settings = await tx.query(
    "SELECT name, value FROM settings WHERE name IN ('service_name', 'subscriptions') ORDER BY name",
  )
  return JSON.stringify([rowsOf(nodes), rowsOf(addresses), rowsOf(settings)])
}
