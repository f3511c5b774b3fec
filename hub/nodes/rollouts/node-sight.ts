import { In } from 'typeorm'
import { readEpoch } from '../../config/read-epoch.ts'
import type { RolloutProblem } from '../../contract/admin/rollouts.ts'
import { agentHealth } from '../../contract/agent/health.ts'
import type { RolloutNodeRow } from '../../db/entities/fleet.ts'
import { type NodeContactRow, nodeContactEntity, nodeEntity } from '../../db/entities/nodes.ts'
import { alertEntity } from '../../db/entities/system.ts'
import { integerIn, integerOrNullIn, marks, textIn } from '../../db/raw-row.ts'
import { rowsOf, type Tx } from '../../db/transaction.ts'
import { configRefusedAlert } from '../node-store.ts'
import type { NodeSight } from './rollout-rule.ts'

/** As long as a node may be silent before anybody is told. */
const silentMs = 60_000

/** What is seen now of the nodes of a roll-out, by node. */
export async function readSights(
  tx: Tx,
  rows: readonly RolloutNodeRow[],
  now: number,
): Promise<ReadonlyMap<number, NodeSight>> {
  const ids = rows.map(row => row.nodeId)
  const epoch = await readEpoch(tx)
  const byId = <T>(found: readonly T[], idOf: (one: T) => number) =>
    new Map(found.map(one => [idOf(one), one]))
  const nodes = byId(await tx.manager.find(nodeEntity, { where: { id: In(ids) } }), row => row.id)
  const contacts = byId(
    await tx.manager.find(nodeContactEntity, { where: { nodeId: In(ids) } }),
    row => row.nodeId,
  )
  const meters = byId(
    rowsOf(
      await tx.query(
        `SELECT nodeId, appliedEpoch, appliedRevision, haltedAt, haltedReason FROM meters
         WHERE nodeId IN (${marks(ids.length)})`,
        ids,
      ),
    ),
    row => integerIn(row, 'nodeId'),
  )
  const keys = ids.map(id => `${configRefusedAlert}:node:${id}`)
  const refusals = byId(await tx.manager.find(alertEntity, { where: { openKey: In(keys) } }), alert =>
    Number(alert.subject.slice('node:'.length)),
  )
  return new Map(
    rows.map(row => {
      const { nodeId, revision, appliedAt } = row
      const meter = meters.get(nodeId)
      const contact = contacts.get(nodeId)
      const refusal = refusals.get(nodeId)
      const isGone = (nodes.get(nodeId)?.state ?? 'removed') === 'removed'
      const halted = meter !== undefined && integerOrNullIn(meter, 'haltedAt') !== null
      const trouble: RolloutProblem | null = isGone
        ? { code: 'removed', facts: {} }
        : halted
          ? { code: 'halted', facts: { reason: textIn(meter, 'haltedReason') } }
          : refusal
            ? { code: 'refused_by_node', facts: { message: refusal.message } }
            : problemSince(contact, appliedAt ?? now)
      const confirmed =
        meter !== undefined &&
        revision !== null &&
        integerIn(meter, 'appliedEpoch') === epoch &&
        integerIn(meter, 'appliedRevision') >= revision
      return [nodeId, { confirmed, trouble, ...silenceOf(contact, now) }]
    }),
  )
}

/** A problem that the agent has told of since then: what was wrong before is not the roll-out's. */
function problemSince(contact: NodeContactRow | undefined, since: number): RolloutProblem | null {
  const health = agentHealth.safeParse(contact?.health)
  if (!health.success || contact === undefined) return null
  // The agent tells the time by its own clock.
  const problem = health.data.problems.find(one => one.since - contact.skewMs >= since)
  if (problem === undefined) return null
  return { code: 'agent_problem', facts: { part: problem.part, message: problem.message } }
}

function silenceOf(
  contact: NodeContactRow | undefined,
  now: number,
): Pick<NodeSight, 'silence' | 'lastError'> {
  const lastError = contact?.lastError ?? ''
  const since = contact?.failingSince ?? null
  if (since === null || now - since < silentMs) return { silence: null, lastError }
  return { silence: { code: 'not_answering', facts: { since, lastError } }, lastError }
}
