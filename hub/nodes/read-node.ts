import type { NodeDetail } from '../contract/admin/node-views.ts'
import { agentHealth } from '../contract/agent/health.ts'
import { nodeContactEntity } from '../db/entities/nodes.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { describeNodes, type ListNodesDeps } from './list-nodes.ts'
import { addressesOf } from './node-store.ts'
import { mapAddress } from './node-view.ts'
import { ratesOf } from './set-rate.ts'

/** A node, removed ones included, with addresses, rates, and what its agent last said. Fails with `node_not_found`. */
export function readNode(
  deps: ListNodesDeps,
  input: { readonly nodeId: number },
): Promise<Outcome<NodeDetail>> {
  const { nodeId } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const [node] = await describeNodes(tx, [nodeId], at)
      if (node === undefined) throw new RolledBack(fail('node_not_found', { nodeId }))
      const contact = await tx.manager.findOne(nodeContactEntity, { where: { nodeId } })
      const health = agentHealth.safeParse(contact?.health)
      return {
        ...node,
        addresses: (await addressesOf(tx, nodeId)).map(mapAddress),
        rates: await ratesOf(tx, nodeId),
        health: health.success ? health.data : null,
        healthAt: health.success ? (contact?.healthAt ?? null) : null,
      }
    }),
  )
}
