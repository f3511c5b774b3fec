import type { RolloutChange, RolloutPreviewNode } from '../../contract/admin/rollouts.ts'
import { type NodeRow, nodeEntity } from '../../db/entities/nodes.ts'
import type { Tx } from '../../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import { refuseEdit } from '../edit-node.ts'
import { namesToChange, settingNames, settingsOf } from './change-rule.ts'
import type { RolloutDeps } from './step-rollout.ts'

export interface RolloutAim {
  readonly nodeIds: readonly number[]
  readonly change: RolloutChange
}

/**
 * What a roll-out would change on each node, and where it would be refused; changes nothing.
 * Fails with `node_not_found`, `node_removed`.
 */
export function previewRollout(
  deps: RolloutDeps,
  aim: RolloutAim,
): Promise<Outcome<{ nodes: RolloutPreviewNode[] }>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => ({ nodes: await previewNodes(tx, deps, aim) })),
  )
}

/** The same within a transaction; throws its failures. */
export async function previewNodes(
  tx: Tx,
  deps: RolloutDeps,
  { nodeIds, change }: RolloutAim,
): Promise<RolloutPreviewNode[]> {
  const nodes: RolloutPreviewNode[] = []
  for (const nodeId of nodeIds) {
    const node = await tx.manager.findOneBy(nodeEntity, { id: nodeId })
    if (node === null) throw new RolledBack(fail('node_not_found', { nodeId }))
    if (node.state === 'removed') throw new RolledBack(fail('node_removed', { nodeId }))
    const names = namesToChange(node, change)
    const after: NodeRow = { ...node, ...settingsOf(change, names) }
    const judged = await outcomeOf(() => refuseEdit(tx, deps, after))
    nodes.push({
      nodeId,
      name: node.name,
      before: settingsOf(
        node,
        settingNames.filter(name => change[name] !== undefined),
      ),
      changes: names,
      users: node.users,
      refusal: judged.ok ? null : { error: judged.code, facts: { ...judged.facts } },
    })
  }
  return nodes
}
