import { closeAlert } from '../../alerts/alerts.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import type { RolloutDetail } from '../../contract/admin/rollouts.ts'
import type { Instant } from '../../contract/primitives.ts'
import type { RolloutNodeRow, RolloutRow } from '../../db/entities/fleet.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Actor } from '../../kernel/actor.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import { isOpen } from './rollout-rule.ts'
import { lockRollout, moveRollout, nodesOfRollout, saveRolloutNode } from './rollout-store.ts'
import { type RolloutDeps, rolloutFailedAlert, stepRollout } from './step-rollout.ts'
import { viewRollout } from './view-rollout.ts'

interface Decision {
  readonly rolloutId: number
  readonly action: string
  readonly actor: Actor
  /** The state that it is to have; throws where that cannot be. */
  readonly decide: (
    tx: Tx,
    rollout: RolloutRow,
    nodes: readonly RolloutNodeRow[],
  ) => Promise<RolloutRow['state']> | RolloutRow['state']
}

const refuse = (why: string, facts: Readonly<Record<string, unknown>> = {}) =>
  new RolledBack(fail('rollout_refused', { why, ...facts }))

/**
 * Goes on: past the trial without waiting longer, or after it was stopped or failed. Nodes that failed are tried
 * again, or left as they are. Fails with `rollout_not_found`, `rollout_open`, `rollout_refused` (`why`:
 * `not_confirmed`, `over`).
 */
export function continueRollout(
  deps: RolloutDeps,
  input: { readonly rolloutId: number; readonly skipFailed: boolean },
  actor: Actor,
): Promise<Outcome<RolloutDetail>> {
  return decideRollout(deps, {
    ...{ rolloutId: input.rolloutId, action: 'rollout.continue', actor },
    decide: async (tx, rollout, nodes) => {
      if (rollout.state === 'spreading') return 'spreading'
      const first = nodes.find(node => node.state !== 'unchanged' && node.state !== 'skipped')
      if (rollout.state === 'trial') {
        if (first?.state !== 'confirmed') throw refuse('not_confirmed', { nodeId: first?.nodeId })
        return 'spreading'
      }
      if (rollout.state !== 'stopped' && rollout.state !== 'failed') throw refuse('over')
      const state = input.skipFailed ? 'skipped' : 'waiting'
      for (const node of nodes) {
        if (node.state === 'failed') await saveRolloutNode(tx, node, { state })
      }
      // Where the others had begun to follow, the trial is over; else the next step ends it in its time.
      const isTried = first?.state === 'confirmed'
      return isTried && nodes.some(node => node !== first && node.appliedAt !== null) ? 'spreading' : 'trial'
    },
  })
}

/** Changes no further node. Fails with `rollout_not_found`, `rollout_refused` (`why`: `over`). */
export function stopRollout(
  deps: RolloutDeps,
  input: { readonly rolloutId: number },
  actor: Actor,
): Promise<Outcome<RolloutDetail>> {
  return decideRollout(deps, {
    ...{ rolloutId: input.rolloutId, action: 'rollout.stop', actor },
    decide: (_tx, { state }) => {
      if (state === 'done' || state === 'rolled_back' || state === 'rolling_back') throw refuse('over')
      return 'stopped'
    },
  })
}

/**
 * Gives the nodes that were changed what they had. Fails with `rollout_not_found`, `rollout_open`, `rollout_refused`
 * (`why`: `over`).
 */
export function rollBackRollout(
  deps: RolloutDeps,
  input: { readonly rolloutId: number },
  actor: Actor,
): Promise<Outcome<RolloutDetail>> {
  return decideRollout(deps, {
    ...{ rolloutId: input.rolloutId, action: 'rollout.rollBack', actor },
    decide: (_tx, { state }) => {
      if (state === 'rolled_back') throw refuse('over')
      return 'rolling_back'
    },
  })
}

/** One decision of an operator in one transaction: held, moved, audited, and its next step taken. */
function decideRollout(deps: RolloutDeps, decision: Decision): Promise<Outcome<RolloutDetail>> {
  const { rolloutId, action, actor } = decision
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const rollout = await lockRollout(tx, rolloutId)
      const state = await decision.decide(tx, rollout, await nodesOfRollout(tx, rolloutId))
      if (state === rollout.state) return viewRollout(tx, rolloutId)
      await moveRollout(tx, rollout, { state, openKey: isOpen(state) ? 'open' : null }, at)
      await closeAlert(tx, { at, ...rolloutFailedAlert(rolloutId) })
      await stepRollout(tx, deps, rolloutId)
      await audit(tx, { at, actor, action, rolloutId, before: rollout.state, after: state })
      return viewRollout(tx, rolloutId)
    }),
  )
}

function audit(
  tx: Tx,
  change: {
    readonly at: Instant
    readonly actor: Actor
    readonly action: string
    readonly rolloutId: number
    readonly before: string
    readonly after: string
  },
): Promise<void> {
  const { at, actor, action, rolloutId } = change
  const [before, after] = [{ state: change.before }, { state: change.after }]
  return recordAudit(tx, { at, actor, action, subject: `rollout:${rolloutId}`, before, after })
}
