import type { NodeAddress } from '../contract/admin/node-views.ts'
import { nodeAddressEntity } from '../db/entities/nodes.ts'
import type { Tx } from '../db/transaction.ts'

/** Replaces a node's customer addresses; their order is the one given. */
export async function writeAddresses(
  tx: Tx,
  nodeId: number,
  addresses: readonly NodeAddress[],
): Promise<void> {
  await tx.manager.delete(nodeAddressEntity, { nodeId })
  for (const [position, { kind, host, portOffset }] of addresses.entries()) {
    await tx.manager.insert(nodeAddressEntity, { nodeId, kind, host, portOffset, position })
  }
}
