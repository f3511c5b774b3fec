import { type NodeAddressRow, type NodeRow, nodeAddressEntity, nodeEntity } from '../db/entities/nodes.ts'
import { lockRows } from '../db/lock-rows.ts'
import { integerIn } from '../db/raw-row.ts'
import { isDuplicate, rowsOf, type Tx } from '../db/transaction.ts'
import { fail, RolledBack } from '../kernel/outcome.ts'

/** Kind of the alert that is open while a node refuses its configuration. */
export const configRefusedAlert = 'node.config_refused'

/** The node as it is now, held until the commit. Throws `node_not_found` or `node_removed` out of the transaction. */
export async function lockNode(tx: Tx, nodeId: number): Promise<NodeRow> {
  const [node] = await lockRows(tx, nodeEntity, [nodeId])
  if (node === undefined) throw new RolledBack(fail('node_not_found', { nodeId }))
  if (node.state === 'removed') throw new RolledBack(fail('node_removed', { nodeId }))
  return node
}

/** The node as the transaction sees it, removed ones included. Throws `node_not_found`. */
export async function findNode(tx: Tx, nodeId: number): Promise<NodeRow> {
  const node = await tx.manager.findOne(nodeEntity, { where: { id: nodeId } })
  if (node === null) throw new RolledBack(fail('node_not_found', { nodeId }))
  return node
}

/** Writes the whole row but the count of its users. Throws `name_taken` out of the transaction. */
export async function saveNode(tx: Tx, node: NodeRow): Promise<void> {
  const { users: _counted, ...row } = node
  try {
    await tx.manager.update(nodeEntity, { id: node.id }, row)
  } catch (error) {
    if (isDuplicate(error)) throw new RolledBack(fail('name_taken', { name: node.name }))
    throw error
  }
}

/** Customer addresses in the operator's order. */
export function addressesOf(tx: Tx, nodeId: number): Promise<NodeAddressRow[]> {
  return tx.manager.find(nodeAddressEntity, { where: { nodeId }, order: { position: 'ASC' } })
}

/** Users who hold a port on the node, ascending. */
export async function usersOn(tx: Tx, nodeId: number): Promise<number[]> {
  const rows = rowsOf(
    await tx.query('SELECT userId FROM assignments WHERE nodeId = ? AND releasedAt IS NULL ORDER BY userId', [
      nodeId,
    ]),
  )
  return rows.map(row => integerIn(row, 'userId'))
}
