import { type Instant, type Slot, slotOf, slotStart } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { AssignedPorts, CycleStart, PortPeriod } from './assigned-ports.ts'
import type { Segment } from './counter-delta.ts'
import type { HourDelta } from './ledger-port.ts'
import type { OpenChunks } from './meter-chunk.ts'
import { chargeBytes } from './rate-rule.ts'
import type { SettleUsage } from './settle-port.ts'
import { slotPeriod, splitByPeriod } from './split-by-period.ts'

export interface Charging {
  readonly nodeId: number
  readonly ports: AssignedPorts
  /** Ports whose period does not contain all the segments. */
  readonly broken: ReadonlyMap<number, PortPeriod>
  /** The node's rate in a slot, in thousandths. */
  rateOf(slot: Slot): number
  /** Where the ledger row of a slot begins, as far as hours and days tell. */
  rowOf(slot: Slot): Slot
  /** Null: no rate of the node leaves remainders. */
  readonly cycles: KnownCycles | null
  readonly chunks: OpenChunks
  readonly settle: SettleUsage
}

/** The cycles of the node's users; read again when some were made. */
export interface KnownCycles {
  readonly start: CycleStart
  reload(): Promise<void>
}

export interface Charged {
  /** What the ledger gets, in no order. */
  readonly hours: readonly HourDelta[]
  /** Periods that turned or had late bytes paid, to be stored. */
  readonly periods: ReadonlyMap<number, PortPeriod>
  /** Bytes of ports that nobody holds. */
  readonly unassigned: readonly Segment[]
  /** What came after its period had ended. */
  readonly late: readonly Segment[]
}

/** A port whose segments do not all lie in its present period. */
interface BrokenPort {
  readonly port: number
  readonly userId: number
  period: PortPeriod
  readonly late: readonly Segment[]
  waiting: readonly Segment[]
}

/** No answer brings more slots than this, so no port turns its period more often. */
const maxTurns = 4_000

/** Charges what was counted to the users of the ports, each byte to the period it passed in. */
export async function chargeSegments(
  tx: Tx,
  charging: Charging,
  segments: readonly Segment[],
): Promise<Charged> {
  const { ports, broken } = charging
  const hours: HourDelta[] = []
  const unassigned: Segment[] = []
  const waiting = new Map<number, Segment[]>()
  for (const segment of segments) {
    const holder = ports.get(segment.port)
    if (!holder) {
      unassigned.push(segment)
    } else if (broken.has(segment.port)) {
      const pieces = waiting.get(segment.port)
      if (pieces) pieces.push(segment)
      else waiting.set(segment.port, [segment])
    } else {
      const charged = charge(charging, holder.userId, segment)
      hours.push(hourDelta(charging, holder.userId, segment, charged, 0 as Slot))
    }
  }
  const brokenPorts = [...waiting].flatMap(([port, pieces]) => {
    const period = broken.get(port)
    const holder = ports.get(port)
    if (!period || !holder) return []
    const { late, current, later } = splitByPeriod(pieces, slotsOf(period))
    return [{ port, userId: holder.userId, period, late, waiting: [...current, ...later] }]
  })
  // Late bytes first: they passed first, and grants are used in the order of the commits.
  hours.push(...(await chargeLate(tx, charging, brokenPorts)))
  hours.push(...(await chargeTurning(tx, charging, brokenPorts)))
  const changed = brokenPorts.filter(({ port, period }) => period !== broken.get(port))
  return {
    hours,
    unassigned,
    late: brokenPorts.flatMap(port => port.late),
    periods: new Map(changed.map(({ port, period }) => [port, period])),
  }
}

/** Bytes that passed before the period began: paid at once by what was valid in their slot. */
async function chargeLate(tx: Tx, charging: Charging, ports: readonly BrokenPort[]): Promise<HourDelta[]> {
  const { nodeId, cycles: known } = charging
  if (known) {
    const all = ports.flatMap(({ userId, late }) =>
      late.map(({ slot }) => ({ userId, nodeId, slot, charged: 0 })),
    )
    // The remainders need the cycles that the pieces lie in.
    await charging.settle.late(tx, all)
    await known.reload()
  }
  const pieces = ports.flatMap(port =>
    port.late.map(segment => {
      const charged = charge(charging, port.userId, segment)
      port.period = { ...port.period, settledCharged: port.period.settledCharged + charged }
      return { userId: port.userId, segment, charged }
    }),
  )
  if (pieces.length === 0) return []
  const cycles = await charging.settle.late(
    tx,
    pieces.map(({ userId, segment, charged }) => ({ userId, nodeId, slot: segment.slot, charged })),
  )
  return pieces.map(({ userId, segment, charged }, index) => {
    const cycle = cycles[index]
    if (!cycle) throw new Error('a late piece was given no cycle')
    return hourDelta(charging, userId, segment, charged, slotOf(cycle.cycleStartsAt))
  })
}

/** Charges each port's periods one after the other, turning those that end before its last byte passed. */
async function chargeTurning(tx: Tx, charging: Charging, ports: readonly BrokenPort[]): Promise<HourDelta[]> {
  const hours: HourDelta[] = []
  const { chunks, nodeId } = charging
  for (let turns = 0; turns <= maxTurns; turns += 1) {
    const ending: { port: BrokenPort; next: Instant }[] = []
    for (const port of ports) {
      const { current, later } = splitByPeriod(port.waiting, slotsOf(port.period))
      for (const segment of current) {
        const charged = charge(charging, port.userId, segment)
        hours.push(hourDelta(charging, port.userId, segment, charged, slotsOf(port.period).from))
      }
      port.waiting = later
      const [first] = later
      if (first) ending.push({ port, next: slotStart(first.slot) })
    }
    if (ending.length === 0) return hours
    const found = await charging.settle.turnPeriod(
      tx,
      ending.map(({ port: { port, userId, period }, next }) => ({
        userId,
        nodeId,
        port,
        at: period.periodFrom as Instant,
        charged: chunks.entry(port).charged - period.settledCharged,
        next,
      })),
    )
    await charging.cycles?.reload()
    for (const [index, { port, next }] of ending.entries()) {
      const period = found[index]
      if (!period || next < period.periodFrom || next >= period.periodUntil) {
        throw new Error(`no period was found for user ${port.userId} at ${next}`)
      }
      const { periodFrom, periodUntil } = period
      port.period = { settledCharged: chunks.entry(port.port).charged, periodFrom, periodUntil }
    }
  }
  throw new Error(`the periods of node ${nodeId} do not end`)
}

const slotsOf = (period: PortPeriod) => slotPeriod(period.periodFrom, period.periodUntil)

/** Adds a segment to the port's charged bytes, with the rate of its slot. */
function charge(charging: Charging, userId: number, segment: Segment): number {
  const { chunks, cycles, ports } = charging
  const { port, slot } = segment
  const bytes = segment.upload + segment.download
  const rate = charging.rateOf(slot)
  if (cycles === null) {
    const charged = bytes * (rate / 1_000)
    chunks.addCharged(port, charged)
    return charged
  }
  const entry = chunks.entry(port)
  // The remainder is one user's in one cycle: a port that changed hands starts with none.
  const since = Math.max(cycles.start(userId, slot), ports.get(port)?.createdSlot ?? 0)
  const carried = since === entry.cycleSlot ? entry.remainder : 0
  const { charged, remainder } = chargeBytes(bytes, rate, carried)
  const next = { ...entry, charged: entry.charged + charged }
  // A late piece of a cycle before leaves the present one's remainder alone.
  chunks.setCharged(since < entry.cycleSlot ? next : { ...next, remainder, cycleSlot: since })
  return charged
}

function hourDelta(
  charging: Charging,
  userId: number,
  segment: Segment,
  charged: number,
  cut: Slot,
): HourDelta {
  const { slot, upload, download } = segment
  const row = charging.rowOf(slot)
  // A row begins no later than its bytes, and no earlier than the period or cycle they belong to.
  return { slot: cut > row && cut <= slot ? cut : row, userId, upload, download, charged }
}
