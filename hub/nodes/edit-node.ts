import { type NodeRow, nodeContactEntity } from '../db/entities/nodes.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, RolledBack } from '../kernel/outcome.ts'
import { ephemeralPortsOf } from './candidate-facts.ts'
import { changeNode } from './change-node.ts'
import { type CreateNodeDeps, type NodeSettings, refuseTakenAddress } from './create-node.ts'
import { judgeAddresses, judgeSettings } from './judge-settings.ts'
import { addressesOf } from './node-store.ts'
import { mapAddress } from './node-view.ts'

export type NodeEdit = { readonly nodeId: number; readonly version: number } & {
  readonly [Field in keyof NodeSettings]?: NodeSettings[Field] | undefined
}

/**
 * Changes what is given. A range that leaves out a number in use, or a cipher in use, is refused with
 * `node_not_empty`; a capacity below the number of users only keeps new ones out.
 * Fails also with `node_not_found`, `node_removed`, `changed_meanwhile`, `name_taken`, `address_taken`,
 * `address_refused` and `port_out_of_range`.
 */
export function editNode(deps: CreateNodeDeps, edit: NodeEdit, actor: Actor): Promise<Outcome<NodeRow>> {
  const { nodeId, version, ...given } = edit
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return changeNode(deps, {
    nodeId,
    version,
    action: 'node.edit',
    actor,
    patch: async (tx, before) => {
      const after: NodeRow = { ...before, ...fields }
      await refuseEdit(tx, deps, after)
      const told = after.blockedPorts.join() !== before.blockedPorts.join()
      return Object.keys(fields).length === 0 || !told ? fields : { ...fields, revision: before.revision + 1 }
    },
  })
}

/** Throws why a node cannot become like this. Writes nothing. */
export async function refuseEdit(
  tx: Tx,
  { allowLocal }: Pick<CreateNodeDeps, 'allowLocal'>,
  after: NodeRow,
): Promise<void> {
  const contact = await tx.manager.findOne(nodeContactEntity, { where: { nodeId: after.id } })
  const addresses = (await addressesOf(tx, after.id)).map(mapAddress)
  const refusal =
    judgeSettings(after, ephemeralPortsOf(contact?.health), allowLocal) ??
    judgeAddresses(addresses, after, allowLocal)
  if (refusal) throw new RolledBack(refusal)
  await refuseTakenAddress(tx, after, after.id)
  await refuseUsedAway(tx, after)
}

async function refuseUsedAway(tx: Tx, node: NodeRow): Promise<void> {
  const rows = rowsOf(
    await tx.query(
      'SELECT a.port AS port, users.id AS userId, users.cipher AS cipher FROM assignments a ' +
        'JOIN users ON users.id = a.userId WHERE a.nodeId = ? AND a.releasedAt IS NULL ORDER BY a.port',
      [node.id],
    ),
  )
  const outside = rows
    .map(row => integerIn(row, 'port'))
    .filter(port => port < node.portFrom || port > node.portUntil)
  if (outside.length > 0) {
    throw new RolledBack(
      fail('node_not_empty', { reason: 'ports_outside_range', ports: outside.slice(0, 20) }),
    )
  }
  const unserved = rows.filter(row => !node.ciphers.some(served => served === row['cipher']))
  if (unserved.length > 0) {
    const users = unserved.map(row => integerIn(row, 'userId')).slice(0, 20)
    throw new RolledBack(fail('node_not_empty', { reason: 'cipher_in_use', users }))
  }
}
