import type { CountersAnswer, CountersQuery } from '../contract/agent/counters.ts'
import { type Instant, type Slot, slotOf } from '../contract/primitives.ts'
import type { Database, Tx } from '../db/transaction.ts'
import {
  type AssignedPorts,
  type AssignmentCache,
  type CycleStart,
  loadBrokenPeriods,
  loadCycleStarts,
  type PortPeriod,
  savePeriods,
} from './assigned-ports.ts'
import { type Charged, chargeSegments, type KnownCycles } from './charge-segments.ts'
import { type CounterDelta, compareCounters, judgeTime } from './counter-delta.ts'
import { dayFinder, hourOf, rowSlot } from './day-rule.ts'
import { recordClone, recordOfCollection } from './incidents-of-collection.ts'
import type { HourDelta } from './ledger-port.ts'
import { inKeyOrder, ledgerOf } from './ledger-store.ts'
import { type OpenChunks, openChunks } from './meter-chunk.ts'
import { type CommittedMeter, lockMeters, readChunks, saveChunks, saveMeter } from './meter-store.ts'
import { type RateFrom, rateAt } from './rate-rule.ts'
import { loadRates } from './rate-store.ts'
import { addRolledDeltas } from './roll-up.ts'
import type { SettleUsage } from './settle-port.ts'

export interface CollectDeps {
  readonly database: Database
  /** IANA name: where days begin. */
  readonly timeZone: string
  readonly settle: SettleUsage
  readonly assignments: AssignmentCache
  /** Throws where the right to write for this node was lost; nothing is written then. */
  guard(tx: Tx): Promise<void>
  /** The answer carries the revision in force: what it confirms is stored with the readings taken after it. */
  confirmRevision(tx: Tx, nodeId: number, epoch: number, revision: number): Promise<unknown>
}

export interface Collection {
  readonly nodeId: number
  /** What was asked: see `countersQueryOf`. */
  readonly query: CountersQuery
  readonly answer: CountersAnswer
  readonly receivedAt: Instant
}

export type Collected =
  /** Discarded whole; nothing was written. */
  | { readonly kind: 'stale'; readonly reason: string }
  /** Collection of the node is halted until an operator resumes it. */
  | { readonly kind: 'cloned'; readonly reason: string }
  | {
      readonly kind: 'counted'
      readonly newInstance: boolean
      /** Ports whose readings moved. */
      readonly ports: number
      readonly upload: number
      readonly download: number
      readonly charged: number
      /** The time in which that passed, by the clock it is counted by; 0 for the first collection. */
      readonly spanMs: number
      /** Users to decide anew: little of their share is left here, or their budgets refer to an instance that ended. */
      readonly touchedUsers: readonly number[]
      /** An hour has ended since the last roll-up: call `rollUpNode`. */
      readonly rollUpDue: boolean
      /** More marks wait: ask again at once. */
      readonly more: boolean
      readonly skewMs: number
    }

/**
 * Takes an answer of a node into the ledger: readings, charges, hour rows and everything that follows from them in
 * one transaction. A crash at any point counts nothing twice and loses nothing, for the agent repeats what is not
 * committed, and what is committed is stale the second time.
 */
export function collectNode(deps: CollectDeps, collection: Collection): Promise<Collected> {
  const { answer, nodeId, receivedAt } = collection
  return deps.database.inTransaction(async tx => {
    await deps.guard(tx)
    const meter = (await lockMeters(tx, [nodeId])).get(nodeId)
    if (!meter) throw new Error(`node ${nodeId} has no meter`)
    if (meter.haltedAt !== null) return { kind: 'cloned', reason: meter.haltedReason }
    const { rowOf, span } = timeOf(deps.timeZone, meter, collection)
    const reading = readChunks(tx, nodeId)
    // Asked at once, after the chunks: the server looks these up while the readings are compared here.
    const facts = Promise.all([
      loadBrokenPeriods(tx, nodeId, span),
      deps.assignments.load(tx, nodeId),
      loadRates(tx, nodeId),
    ])
    // Where the chunks cannot be read, nobody waits for these any more.
    facts.catch(() => undefined)
    const chunks = openChunks(await reading)
    const committed = { ...meter, superseded: meter.supersededStarts }
    const delta = compareCounters(committed, chunks.lastSeen, collection.query, answer, receivedAt)
    const [broken, ports, rates] = await facts
    if (delta.kind === 'stale') return delta
    if (delta.kind === 'cloned') {
      await recordClone(tx, { meter, answer, reason: delta.reason, at: receivedAt })
      return delta
    }
    return storeDelta(deps, tx, { collection, meter, chunks, delta, broken, ports, rates, rowOf })
  })
}

type Counted = Extract<CounterDelta, { kind: 'counted' }>

interface Storing {
  readonly collection: Collection
  readonly meter: CommittedMeter
  readonly chunks: OpenChunks
  readonly delta: Counted
  readonly broken: ReadonlyMap<number, PortPeriod>
  readonly ports: AssignedPorts
  readonly rates: readonly RateFrom[]
  rowOf(slot: Slot): Slot
}

/** Where rows begin, and the time in which everything lies that the answer can bring. */
function timeOf(timeZone: string, meter: CommittedMeter, { answer, receivedAt }: Collection) {
  const dayOf = dayFinder(timeZone)
  const rowOf = remembered(slot => rowSlot(slot, dayOf(slot)))
  const { takenAt } = judgeTime(meter, answer, receivedAt)
  // From the start of the first row on: a period that begins within it cuts it.
  const from = rowOf(slotOf(meter.takenAt as Instant))
  return { rowOf, span: { from, until: (slotOf(takenAt) + 1) as Slot } }
}

async function storeDelta(deps: CollectDeps, tx: Tx, storing: Storing): Promise<Collected> {
  const { collection, meter, chunks, delta, ports, rates } = storing
  const { answer, nodeId, receivedAt } = collection
  if (delta.newInstance) chunks.clearReadings()
  for (const [port, upload, download] of delta.seen) chunks.setReadings(port, upload, download)

  const charged = await chargeDelta(deps, tx, storing)
  const hours = inKeyOrder(charged.hours)
  await ledgerOf(tx).addHours(tx, nodeId, hours)
  const rolled = hours.filter(hour => hour.slot < meter.rolledUntil)
  if (rolled.length > 0) await addRolledDeltas(tx, deps, nodeId, rolled)
  await saveChunks(tx, nodeId, chunks.changed())
  await savePeriods(tx, nodeId, charged.periods)
  await saveMeter(tx, {
    ...meter,
    instance: answer.instance,
    seq: answer.seq,
    start: answer.start,
    supersededStarts: [...delta.superseded],
    appliedEpoch: answer.epoch,
    appliedRevision: answer.revision,
    takenAt: delta.takenAt,
    collectedAt: receivedAt,
  })
  await recordOfCollection(tx, { collection, meter, delta, charged, ports })
  // A split answer is as of a mark: its readings are older than the revision it names.
  if (!answer.more) await deps.confirmRevision(tx, nodeId, answer.epoch, answer.revision)

  return {
    kind: 'counted',
    newInstance: delta.newInstance,
    ports: delta.seen.length,
    ...sumOf(hours),
    spanMs: meter.takenAt === 0 ? 0 : Math.max(0, delta.takenAt - meter.takenAt),
    touchedUsers: touchedUsers(delta, ports, rateAt(rates, slotOf(receivedAt))),
    rollUpDue: hourOf(slotOf(delta.takenAt)) > meter.rolledUntil,
    more: answer.more === true,
    skewMs: delta.skewMs,
  }
}

function sumOf(hours: readonly HourDelta[]) {
  const sum = { upload: 0, download: 0, charged: 0 }
  for (const { upload, download, charged } of hours) {
    sum.upload += upload
    sum.download += download
    sum.charged += charged
  }
  return sum
}

async function chargeDelta(deps: CollectDeps, tx: Tx, storing: Storing): Promise<Charged> {
  const { collection, meter, chunks, delta, broken, ports, rates, rowOf } = storing
  const { nodeId } = collection
  const fractional = rates.some(({ rate }) => rate % 1_000 !== 0)
  const since = slotOf(meter.takenAt as Instant)
  const cycles = fractional ? await knownCycles(() => loadCycleStarts(tx, nodeId, since)) : null
  const rateOf = remembered(slot => rateAt(rates, slot))
  const { settle } = deps
  return chargeSegments(tx, { nodeId, ports, broken, cycles, chunks, settle, rowOf, rateOf }, delta.segments)
}

async function knownCycles(load: () => Promise<CycleStart>): Promise<KnownCycles> {
  let start = await load()
  return {
    get start() {
      return start
    },
    async reload() {
      start = await load()
    },
  }
}

/** Thousands of segments ask the same of a few slots. */
function remembered<T>(find: (slot: Slot) => T): (slot: Slot) => T {
  const known = new Map<Slot, T>()
  return slot => {
    const found = known.get(slot) ?? find(slot)
    known.set(slot, found)
    return found
  }
}

/** Users with less than half of their last share left on this node; on a new instance all of the node's. */
function touchedUsers(delta: Counted, ports: AssignedPorts, rate: number): number[] {
  const touched = new Set<number>()
  if (delta.newInstance) for (const { userId } of ports.values()) touched.add(userId)
  for (const [port, upload, download] of delta.seen) {
    const held = ports.get(port)
    if (!held || held.closeAt === null) continue
    const left = held.closeAt - upload - download
    if (left <= 0 || (left * rate) / 1_000 < held.share / 2) touched.add(held.userId)
  }
  return [...touched].sort((a, b) => a - b)
}
