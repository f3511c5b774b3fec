import * as z from 'zod'
import type { Instant } from '../contract/primitives.ts'
import { settingEntity } from '../db/entities/system.ts'
import { integerIn, integerOrNullIn, type RawRow } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Clock } from '../kernel/clock.ts'
import { holdMeters } from './candidate-facts.ts'
import { handoverMs, judgeHandover, type ReleasedPort } from './handover-rule.ts'
import type { SettleUsers } from './node-ports.ts'
import { bumpAssignmentsVersion } from './release-ports.ts'

export interface HandOverDeps {
  readonly database: Database
  readonly clock: Clock
  readonly settle: SettleUsers
}

interface Left {
  readonly userId: number
  readonly port: number
}

export interface HandOverResult {
  /** Numbers that others may have now. */
  readonly freed: number
  /** Numbers that are old enough, but not confirmed closed by these nodes. */
  readonly unconfirmed: readonly number[]
}

/** Users whose released ports are looked at in one run; the rest has time. */
const perRun = 1_000

/**
 * Frees the ports whose handover the rule allows: what they counted is settled, the row goes, others may have the
 * number. Each user's number in a transaction of its own. Safe to repeat and to run twice at a time.
 */
export async function handOverPorts(deps: HandOverDeps): Promise<HandOverResult> {
  const { database, clock } = deps
  const old = clock.now() - handoverMs
  const candidates = await database.inTransaction(async tx => {
    const rows = rowsOf(
      await tx.query(
        'SELECT userId, port, MAX(releasedAt) AS released FROM assignments WHERE releasedAt <= ? ' +
          'GROUP BY userId, port ORDER BY released LIMIT ?',
        [old, perRun],
      ),
    )
    return rows.map((row): Left => ({ userId: integerIn(row, 'userId'), port: integerIn(row, 'port') }))
  })
  let freed = 0
  const unconfirmed = new Set<number>()
  for (const left of candidates) {
    const handover = await database.inTransaction(tx => handOver(tx, deps, left))
    if (handover.kind === 'free') freed += 1
    if (handover.kind === 'unconfirmed') for (const nodeId of handover.nodes) unconfirmed.add(nodeId)
  }
  return { freed, unconfirmed: [...unconfirmed].sort((a, b) => a - b) }
}

async function handOver(tx: Tx, deps: HandOverDeps, { userId, port }: Left) {
  const at = deps.clock.now()
  // Settled first: it locks the user, meters, ports and grants in the order everybody does.
  await deps.settle(tx, [userId], at)
  const ports = await releasedPorts(tx, userId, port)
  const nodeIds = ports.map(released => released.nodeId)
  if (nodeIds.length === 0) return { kind: 'free' } as const
  await holdMeters(tx, nodeIds)
  const handover = judgeHandover(ports, await epochOf(tx), at)
  if (handover.kind !== 'free') return handover
  await tx.query('DELETE FROM assignments WHERE userId = ? AND port = ? AND releasedAt IS NOT NULL', [
    userId,
    port,
  ])
  await bumpAssignmentsVersion(tx, nodeIds)
  await announce(tx, { at, kind: 'port.handed_over', subject: { userId, port, nodes: nodeIds } })
  return handover
}

async function releasedPorts(tx: Tx, userId: number, port: number): Promise<ReleasedPort[]> {
  const rows = rowsOf(
    await tx.query(
      'SELECT a.nodeId, a.releasedAt, a.releaseRevision, a.closeAt, a.heldCloseAt, m.appliedEpoch, m.appliedRevision ' +
        'FROM assignments a LEFT JOIN meters m ON m.nodeId = a.nodeId ' +
        `WHERE a.userId = ? AND a.port = ? AND a.releasedAt IS NOT NULL ORDER BY a.nodeId${tx.forUpdate}`,
      [userId, port],
    ),
  )
  return rows.map(row => ({
    nodeId: integerIn(row, 'nodeId'),
    releasedAt: integerIn(row, 'releasedAt') as Instant,
    releaseRevision: integerIn(row, 'releaseRevision'),
    applied: {
      epoch: integerOrNullIn(row, 'appliedEpoch') ?? 0,
      revision: integerOrNullIn(row, 'appliedRevision') ?? 0,
    },
    read: wasReadClosed(row),
  }))
}

/** A collection lets go of the limit that may have been in force once it has readings taken after the closing. */
function wasReadClosed(row: RawRow): boolean {
  const closeAt = integerOrNullIn(row, 'closeAt')
  return closeAt !== null && closeAt === integerOrNullIn(row, 'heldCloseAt')
}

/** Which life of the database this is; revisions of an earlier one prove nothing. */
async function epochOf(tx: Tx): Promise<number> {
  const row = await tx.manager.findOne(settingEntity, { where: { name: 'epoch' } })
  return z.number().int().min(1).catch(1).parse(row?.value)
}
