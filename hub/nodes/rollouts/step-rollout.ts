import { closeAlert, openAlert } from '../../alerts/alerts.ts'
import type { RolloutProblem } from '../../contract/admin/rollouts.ts'
import type { Instant } from '../../contract/primitives.ts'
import { type RolloutNodeRow, type RolloutRow, rolloutEntity } from '../../db/entities/fleet.ts'
import { type NodeRow, nodeEntity } from '../../db/entities/nodes.ts'
import type { Database, Tx } from '../../db/transaction.ts'
import { RolledBack } from '../../kernel/outcome.ts'
import { changeNodeInTx } from '../change-node.ts'
import type { CreateNodeDeps } from '../create-node.ts'
import { refuseEdit } from '../edit-node.ts'
import { namesToChange, settingsOf, settingsToRestore } from './change-rule.ts'
import { readSights } from './node-sight.ts'
import { decideStep, isOpen, type NodePatch } from './rollout-rule.ts'
import { lockRollout, moveRollout, nodesOfRollout, saveRolloutNode } from './rollout-store.ts'

export type RolloutDeps = CreateNodeDeps

export const rolloutFailedAlert = (rolloutId: number) => ({
  kind: 'rollout.failed',
  subject: `rollout:${rolloutId}`,
})

/** The open roll-out's next step, if there is one; for a job. Says what it did. */
export async function stepOpenRollout(deps: RolloutDeps): Promise<string> {
  const open = await readOpen(deps.database)
  if (open === null) return 'no roll-out is open'
  const state = await deps.database.inTransaction(tx => stepRollout(tx, deps, open.id))
  return `roll-out ${open.id} is ${state}`
}

const readOpen = (database: Database) =>
  database.inTransaction(tx => tx.manager.findOneBy(rolloutEntity, { openKey: 'open' }))

/** Looks at the nodes of a roll-out, changes those whose turn it is, and stops it where one failed. Its state then. */
export async function stepRollout(tx: Tx, deps: RolloutDeps, rolloutId: number): Promise<string> {
  const now = deps.clock.now()
  let rollout = await lockRollout(tx, rolloutId)
  // A node that has the settings already takes no time, one that is refused ends it: both are seen at the next look.
  for (let looks = 0; isOpen(rollout.state) && looks <= 200; looks += 1) {
    const rows = await nodesOfRollout(tx, rolloutId)
    const sights = await readSights(tx, rows, now)
    const nodes = rows.flatMap(row => {
      const sight = sights.get(row.nodeId)
      return sight === undefined ? [] : [{ ...row, wasChanged: row.hadBefore !== null, sight }]
    })
    const { healthyMinutes, atOnce, state } = rollout
    const step = decideStep({ state, healthyMs: healthyMinutes * 60_000, atOnce, nodes }, now)
    for (const [position, patch] of step.patches) await saveRolloutNode(tx, { rolloutId, position }, patch)
    if (step.state !== rollout.state) rollout = await move(tx, rollout, step.state, now)
    let looksAgain = false
    for (const position of step.change) {
      const row = rows.find(one => one.position === position)
      if (row === undefined) continue
      const patch = await changeOne(tx, deps, rollout, row, now)
      await saveRolloutNode(tx, row, patch)
      looksAgain ||= patch.state === 'unchanged' || patch.state === 'failed' || patch.state === 'kept'
    }
    if (!looksAgain) break
  }
  return rollout.state
}

async function move(
  tx: Tx,
  rollout: RolloutRow,
  state: RolloutRow['state'],
  at: Instant,
): Promise<RolloutRow> {
  const openKey = isOpen(state) ? ('open' as const) : null
  await moveRollout(tx, rollout, { state, openKey }, at)
  const alert = { at, ...rolloutFailedAlert(rollout.id) }
  if (state === 'failed') {
    const message = `Roll-out ${rollout.id} has stopped by itself: a node that was changed is not well. No further node is changed; continue it, stop it or roll it back.`
    await openAlert(tx, { ...alert, severity: 'critical', message })
  } else await closeAlert(tx, alert)
  return { ...rollout, state, openKey, changedAt: at }
}

type Patch = NodePatch & Partial<Pick<RolloutNodeRow, 'revision' | 'hadBefore' | 'appliedAt'>>

/** Gives a node the new settings, or those of before. A refusal leaves it as it is and becomes its problem. */
async function changeOne(
  tx: Tx,
  deps: RolloutDeps,
  rollout: RolloutRow,
  row: RolloutNodeRow,
  at: Instant,
): Promise<Patch> {
  try {
    return await (rollout.state === 'rolling_back' ? restore : apply)(tx, deps, rollout, row, at)
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    const problem = problemOf(error)
    return { state: rollout.state === 'rolling_back' ? 'kept' : 'failed', problem }
  }
}

function problemOf({ failure }: RolledBack): RolloutProblem {
  if (failure.code === 'node_removed' || failure.code === 'node_not_found')
    return { code: 'removed', facts: {} }
  return { code: 'refused_here', facts: { error: failure.code, ...failure.facts } }
}

async function apply(
  tx: Tx,
  deps: RolloutDeps,
  rollout: RolloutRow,
  row: RolloutNodeRow,
  at: Instant,
): Promise<Patch> {
  const node = await tx.manager.findOneBy(nodeEntity, { id: row.nodeId })
  if (node !== null && namesToChange(node, rollout.wanted).length === 0 && row.hadBefore === null) {
    return { state: 'unchanged', problem: null }
  }
  let hadBefore = row.hadBefore
  const after = await change(tx, deps, rollout, row, at, before => {
    const names = namesToChange(before, rollout.wanted)
    // Tried again after a failure: what it had before the roll-out is known already.
    hadBefore = { ...settingsOf(before, names), ...row.hadBefore }
    return settingsOf(rollout.wanted, names)
  })
  const { revision } = after
  return {
    state: 'applied',
    hadBefore,
    revision,
    appliedAt: at,
    confirmedAt: null,
    healthySince: null,
    problem: null,
  }
}

async function restore(
  tx: Tx,
  deps: RolloutDeps,
  rollout: RolloutRow,
  row: RolloutNodeRow,
  at: Instant,
): Promise<Patch> {
  const node = await tx.manager.findOneBy(nodeEntity, { id: row.nodeId })
  const hadBefore = row.hadBefore ?? {}
  const edited = node === null ? [] : settingsToRestore(node, rollout.wanted, hadBefore).edited
  const problem: RolloutProblem | null =
    edited.length === 0 ? null : { code: 'edited_meanwhile', facts: { fields: edited } }
  if (edited.length === Object.keys(hadBefore).length) return { state: 'kept', problem }
  const { revision } = await change(
    tx,
    deps,
    rollout,
    row,
    at,
    before => settingsToRestore(before, rollout.wanted, hadBefore).restore,
  )
  return { state: 'restoring', revision, appliedAt: at, confirmedAt: null, healthySince: null, problem }
}

/** Every change raises the revision, also of what the node is not told: its answer shows that it is well with it. */
function change(
  tx: Tx,
  deps: RolloutDeps,
  rollout: RolloutRow,
  { nodeId }: RolloutNodeRow,
  at: Instant,
  settings: (before: NodeRow) => Partial<NodeRow>,
): Promise<NodeRow> {
  return changeNodeInTx(
    tx,
    {
      nodeId,
      action: 'node.edit',
      actor: { kind: 'system', name: `rollout ${rollout.id}` },
      patch: async (_tx, before) => {
        const patch = settings(before)
        await refuseEdit(tx, deps, { ...before, ...patch })
        return { ...patch, revision: before.revision + 1 }
      },
    },
    at,
  )
}
