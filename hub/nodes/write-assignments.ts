import { type Instant, slotOf, slotStart } from '../contract/primitives.ts'
import { type AssignmentRow, assignmentEntity } from '../db/entities/assignments.ts'
import { inBatches, integerIn, integerOrNullIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { bumpAssignments, closeReleased, countUsers } from './release-ports.ts'

export interface AssignPorts {
  /** Charged bytes the meter counted on this port so far: what a new holder has not used. */
  chargedSoFar(tx: Tx, nodeId: number, port: number): Promise<number>
}

/** A port of a user. */
export interface Held {
  readonly nodeId: number
  readonly port: number
}

/** What a user holds and has not left, by node. */
export async function portsOf(tx: Tx, userId: number): Promise<Held[]> {
  const rows = rowsOf(
    await tx.query(
      'SELECT nodeId, port FROM assignments WHERE userId = ? AND releasedAt IS NULL ORDER BY nodeId',
      [userId],
    ),
  )
  return rows.map(row => ({ nodeId: integerIn(row, 'nodeId'), port: integerIn(row, 'port') }))
}

export type Changes = ReturnType<typeof createChanges>

/** Collects what is to be written, so that many users cost few statements. */
export function createChanges() {
  const releases: { userId: number; nodeId: number; port: number }[] = []
  const gifts: { userId: number; nodeId: number; port: number }[] = []

  async function write(tx: Tx, at: Instant, ports: AssignPorts): Promise<void> {
    const touched = [...releases, ...gifts].map(one => one.nodeId)
    await bumpAssignments(tx, touched)
    for (const { userId, nodeId, port } of releases) {
      await closeReleased(tx, [nodeId], 'userId = ? AND port = ?', [userId, port], at)
    }
    const rows: AssignmentRow[] = []
    const revisions = new Map<number, number>()
    for (const gift of [...gifts].sort((a, b) => a.nodeId - b.nodeId || a.port - b.port)) {
      if (await takeBack(tx, gift)) continue
      const revision = revisions.get(gift.nodeId) ?? (await revisionOf(tx, gift.nodeId))
      revisions.set(gift.nodeId, revision)
      rows.push(closedRow(gift, at, revision, await ports.chargedSoFar(tx, gift.nodeId, gift.port)))
    }
    for (const batch of inBatches(rows, 500)) await tx.manager.insert(assignmentEntity, [...batch])
    await countUsers(tx, touched)
  }

  return {
    release: (userId: number, one: Held) => releases.push({ userId, ...one }),
    give: (userId: number, one: Held) => gifts.push({ userId, ...one }),
    write,
  }
}

/** A row of the user's own that was released and is still there is his again, with what it has to settle. */
async function takeBack(tx: Tx, gift: { userId: number; nodeId: number; port: number }): Promise<boolean> {
  const [row] = rowsOf(
    await tx.query(
      `SELECT userId, releasedAt FROM assignments WHERE nodeId = ? AND port = ?${tx.forUpdate}`,
      [gift.nodeId, gift.port],
    ),
  )
  if (!row || integerIn(row, 'userId') !== gift.userId || integerOrNullIn(row, 'releasedAt') === null)
    return false
  await tx.query(
    'UPDATE assignments SET releasedAt = NULL, releaseRevision = NULL WHERE nodeId = ? AND port = ?',
    [gift.nodeId, gift.port],
  )
  return true
}

async function revisionOf(tx: Tx, nodeId: number): Promise<number> {
  const [row] = rowsOf(await tx.query(`SELECT revision FROM nodes WHERE id = ?${tx.forUpdate}`, [nodeId]))
  if (!row) throw new Error(`node ${nodeId} does not exist`)
  return integerIn(row, 'revision')
}

function closedRow(
  gift: { userId: number; nodeId: number; port: number },
  at: Instant,
  revision: number,
  charged: number,
): AssignmentRow {
  // An empty period: whoever settles first turns it to the one that is.
  const from = slotStart(slotOf(at))
  return {
    ...gift,
    createdAt: at,
    releasedAt: null,
    releaseRevision: null,
    closeAt: 0,
    heldCloseAt: 0,
    closeRevision: revision,
    closeAfter: null,
    share: 0,
    closedAt: at,
    serve: false,
    settledCharged: charged,
    periodFrom: from,
    periodUntil: from,
  }
}
