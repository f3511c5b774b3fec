import { type Slot, slotMs, slotStart } from '../contract/primitives.ts'
import { asInteger } from '../db/columns.ts'
import { integerIn, integerOrNullIn, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { type SlotPeriod, slotPeriod } from './split-by-period.ts'

/** Who holds a port of a node. A released port is his until its row is gone. */
export interface AssignedPort {
  readonly userId: number
  readonly createdSlot: Slot
  /** Reading at which the kernel closes the port; null: no limit. */
  readonly closeAt: number | null
  /** Charged bytes the node was last given for it. */
  readonly share: number
}

export type AssignedPorts = ReadonlyMap<number, AssignedPort>

/** Keeps nodes' assignments between collections, for as long as the node's row says that they are the same. */
export interface AssignmentCache {
  load(tx: Tx, nodeId: number): Promise<AssignedPorts>
}

/** About 100 bytes each. */
const maxCachedPorts = 400_000

/**
 * The key is (assignmentsVersion, revision): the first grows with every assignment made, moved or released, the
 * second with every change of a budget. Both are read in the collection's own transaction.
 */
export function createAssignmentCache(): AssignmentCache {
  const cached = new Map<number, { readonly key: string; readonly ports: AssignedPorts }>()
  let size = 0
  const forget = (nodeId: number) => {
    size -= cached.get(nodeId)?.ports.size ?? 0
    cached.delete(nodeId)
  }
  return {
    async load(tx, nodeId) {
      const [node] = rowsOf(
        await tx.query('SELECT assignmentsVersion, revision FROM nodes WHERE id = ?', [nodeId]),
      )
      if (!node) throw new Error(`node ${nodeId} does not exist`)
      const key = `${asInteger(node['assignmentsVersion'])}:${asInteger(node['revision'])}`
      const known = cached.get(nodeId)
      if (known?.key === key) return known.ports
      const ports = await loadAssignedPorts(tx, nodeId)
      forget(nodeId)
      cached.set(nodeId, { key, ports })
      size += ports.size
      for (const oldest of cached.keys()) {
        if (size <= maxCachedPorts || oldest === nodeId) break
        forget(oldest)
      }
      return ports
    },
  }
}

async function loadAssignedPorts(tx: Tx, nodeId: number): Promise<AssignedPorts> {
  const rows = rowsOf(
    await tx.query('SELECT port, userId, createdAt, closeAt, share FROM assignments WHERE nodeId = ?', [
      nodeId,
    ]),
  )
  return new Map(
    rows.map(row => [
      integerIn(row, 'port'),
      {
        userId: integerIn(row, 'userId'),
        createdSlot: Math.floor(integerIn(row, 'createdAt') / slotMs) as Slot,
        closeAt: integerOrNullIn(row, 'closeAt'),
        share: integerIn(row, 'share'),
      },
    ]),
  )
}

/** An assignment's period [periodFrom, periodUntil), and what of the port's charged bytes grants have paid for. */
export interface PortPeriod {
  readonly settledCharged: number
  readonly periodFrom: number
  readonly periodUntil: number
}

/**
 * Periods of the node's ports that do not contain all of [from, until). Usually none: bytes of the other ports lie
 * in their present period and need nothing but adding.
 */
export async function loadBrokenPeriods(
  tx: Tx,
  nodeId: number,
  span: SlotPeriod,
): Promise<Map<number, PortPeriod>> {
  const rows = rowsOf(
    await tx.query(
      `SELECT port, settledCharged, periodFrom, periodUntil FROM assignments
       WHERE nodeId = ? AND (periodFrom > ? OR periodUntil < ?)`,
      [nodeId, slotStart(span.from), slotStart(span.until)],
    ),
  )
  return new Map(
    rows.map(row => [
      integerIn(row, 'port'),
      {
        settledCharged: integerIn(row, 'settledCharged'),
        periodFrom: integerIn(row, 'periodFrom'),
        periodUntil: integerIn(row, 'periodUntil'),
      },
    ]),
  )
}

/** Stores what a collection settled, in the order of the key. */
export async function savePeriods(
  tx: Tx,
  nodeId: number,
  periods: ReadonlyMap<number, PortPeriod>,
): Promise<void> {
  const ordered = [...periods].sort(([a], [b]) => a - b)
  for (let from = 0; from < ordered.length; from += 200) {
    const part = ordered.slice(from, from + 200)
    const cases = `CASE port ${part.map(() => 'WHEN ? THEN ?').join(' ')} END`
    const values = (pick: (period: PortPeriod) => number) =>
      part.flatMap(([port, period]) => [port, pick(period)])
    await tx.query(
      `UPDATE assignments SET settledCharged = ${cases}, periodFrom = ${cases}, periodUntil = ${cases}
       WHERE nodeId = ? AND port IN (${marks(part.length)})`,
      [
        ...values(period => period.settledCharged),
        ...values(period => period.periodFrom),
        ...values(period => period.periodUntil),
        nodeId,
        ...part.map(([port]) => port),
      ],
    )
  }
}

/** Start slot of the cycle a user's slot lies in; 0 where no cycle covers it yet. */
export type CycleStart = (userId: number, slot: Slot) => Slot

/** The cycles of a node's users that end after `from`: needed only where a rate leaves remainders. */
export async function loadCycleStarts(tx: Tx, nodeId: number, from: Slot): Promise<CycleStart> {
  const rows = rowsOf(
    await tx.query(
      `SELECT DISTINCT c.userId, c.startsAt, c.endsAt FROM cycles c JOIN assignments a ON a.userId = c.userId
       WHERE a.nodeId = ? AND c.endsAt > ?`,
      [nodeId, slotStart(from)],
    ),
  )
  const byUser = Map.groupBy(
    rows.map(row => ({
      userId: integerIn(row, 'userId'),
      ...slotPeriod(integerIn(row, 'startsAt'), integerIn(row, 'endsAt')),
    })),
    cycle => cycle.userId,
  )
  return (userId, slot) =>
    byUser.get(userId)?.find(cycle => cycle.from <= slot && slot < cycle.until)?.from ?? (0 as Slot)
}
