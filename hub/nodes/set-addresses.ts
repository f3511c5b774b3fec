import { isDeepStrictEqual } from 'node:util'
import { recordAudit } from '../audit/record-audit.ts'
import type { NodeAddress } from '../contract/admin/node-views.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { CreateNodeDeps } from './create-node.ts'
import { judgeAddresses } from './judge-settings.ts'
import { addressesOf, lockNode } from './node-store.ts'
import { mapAddress } from './node-view.ts'
import { writeAddresses } from './write-addresses.ts'

/**
 * Says where customers reach a node, in this order; their links show it at once. `before` are those that the caller saw.
 * Fails with `node_not_found`, `node_removed`, `changed_meanwhile` (facts: `current`), `address_refused`,
 * `port_out_of_range`.
 */
export function setAddresses(
  deps: CreateNodeDeps,
  input: {
    readonly nodeId: number
    readonly addresses: readonly NodeAddress[]
    readonly before: readonly NodeAddress[]
  },
  actor: Actor,
): Promise<Outcome<readonly NodeAddress[]>> {
  const { nodeId, addresses } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const node = await lockNode(tx, nodeId)
      const before = (await addressesOf(tx, nodeId)).map(mapAddress)
      if (!isDeepStrictEqual(before, input.before)) {
        throw new RolledBack(fail('changed_meanwhile', { current: { addresses: before } }))
      }
      const refusal = judgeAddresses(addresses, node, deps.allowLocal)
      if (refusal) throw new RolledBack(refusal)
      await writeAddresses(tx, nodeId, addresses)
      await announce(tx, { at, kind: 'node.changed', subject: { nodeId, action: 'node.setAddresses' } })
      await recordAudit(tx, {
        at,
        actor,
        action: 'node.setAddresses',
        subject: `node:${nodeId}`,
        before: { addresses: before },
        after: { addresses },
      })
      return addresses
    }),
  )
}
