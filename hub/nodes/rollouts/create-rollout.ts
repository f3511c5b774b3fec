import { recordAudit } from '../../audit/record-audit.ts'
import type { RolloutDetail } from '../../contract/admin/rollouts.ts'
import { rolloutEntity, rolloutNodeEntity } from '../../db/entities/fleet.ts'
import { type Actor, actorText } from '../../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import { previewNodes, type RolloutAim } from './preview-rollout.ts'
import { announceRollout, orOpen } from './rollout-store.ts'
import { type RolloutDeps, stepRollout } from './step-rollout.ts'
import { viewRollout } from './view-rollout.ts'

export interface NewRollout extends RolloutAim {
  readonly healthyMinutes: number
  readonly atOnce: number
  readonly reason: string
}

/**
 * Begins a roll-out: the first node is changed at once, the others follow by the job `rollouts.step`.
 * Fails with `node_not_found`, `node_removed`, `rollout_open` (one at a time), `rollout_refused` (`why`: `nodes`, with
 * those that cannot be changed like this, or `nothing`: every node has these settings).
 */
export function createRollout(
  deps: RolloutDeps,
  input: NewRollout,
  actor: Actor,
): Promise<Outcome<RolloutDetail>> {
  const { nodeIds, change, healthyMinutes, atOnce, reason } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const nodes = await previewNodes(tx, deps, input)
      const refused = nodes.filter(node => node.refusal !== null)
      if (refused.length > 0) {
        const facts = refused.map(({ nodeId, name, refusal }) => ({ nodeId, name, ...refusal }))
        throw new RolledBack(fail('rollout_refused', { why: 'nodes', nodes: facts }))
      }
      if (nodes.every(node => node.changes.length === 0)) {
        throw new RolledBack(fail('rollout_refused', { why: 'nothing' }))
      }
      const row = {
        ...{ state: 'trial' as const, openKey: 'open' as const, wanted: change, reason },
        ...{ healthyMinutes, atOnce, createdAt: at, createdBy: actorText(actor), changedAt: at },
      }
      const inserted = await orOpen(tx, () => tx.manager.insert(rolloutEntity, { ...row }))
      const id = Number(inserted.identifiers[0]?.['id'])
      for (const [position, nodeId] of nodeIds.entries()) {
        const blank = { revision: null, hadBefore: null, appliedAt: null, confirmedAt: null }
        await tx.manager.insert(rolloutNodeEntity, {
          ...{ rolloutId: id, position, nodeId, state: 'waiting', ...blank },
          ...{ healthySince: null, problem: null },
        })
      }
      await announceRollout(tx, id, row.state, at)
      await stepRollout(tx, deps, id)
      const after = { change, nodeIds, healthyMinutes, atOnce, reason }
      const entry = { action: 'rollout.create', subject: `rollout:${id}`, before: null, after }
      await recordAudit(tx, { at, actor, ...entry })
      return viewRollout(tx, id)
    }),
  )
}
