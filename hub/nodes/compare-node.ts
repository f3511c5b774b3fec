import { createHash } from 'node:crypto'
import type { ConfigDifference } from '../contract/admin/node-views.ts'
import type { DesiredConfig } from '../contract/agent/config.ts'
import type { Database } from '../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../kernel/outcome.ts'
import { compareConfig } from './config-difference-rule.ts'
import type { AgentCalls } from './node-ports.ts'
import { findNode } from './node-store.ts'

export interface CompareNodeDeps {
  readonly database: Database
  readonly agent: Pick<AgentCalls, 'getConfig'>
  /** The node's whole desired configuration; null where it was never collected. */
  desiredConfig(nodeId: number): Promise<DesiredConfig | null>
}

/**
 * Asks a node what it serves and compares it with what it shall serve; passwords are compared by their hashes.
 * Fails with `node_not_found`, `node_removed`, `not_ready` (never collected), `node_unreachable`.
 */
export async function compareNode(
  deps: CompareNodeDeps,
  input: { readonly nodeId: number; readonly limit: number; readonly after?: string | undefined },
): Promise<Outcome<ConfigDifference>> {
  const { nodeId } = input
  const found = await outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const node = await findNode(tx, nodeId)
      if (node.state === 'removed') throw new RolledBack(fail('node_removed', { nodeId }))
      return node
    }),
  )
  if (!found.ok) return found
  const { managementHost: host, managementPort: port } = found.value
  const desired = await deps.desiredConfig(nodeId)
  if (desired === null) return fail('not_ready', { nodeId, reason: 'never_collected' })
  const applied = await deps.agent.getConfig({ nodeId, host, port })
  if (!applied.ok) return fail('node_unreachable', { reason: applied.kind, message: applied.message })
  const ports = desired.ports.map(({ password, ...rest }) => ({
    ...rest,
    secretHash: createHash('sha256').update(`${rest.cipher}:${password}`).digest('hex'),
  }))
  const after = Number(input.after)
  const page = { limit: input.limit, after: Number.isSafeInteger(after) ? after : 0 }
  return succeed(compareConfig({ ...desired, ports }, applied.value, page))
}
