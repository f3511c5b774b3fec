import { cycleEntity, cycleUsageEntity } from '../../../hub/db/entities/grants.ts'
import { ledgerDayEntity, ledgerHourEntity } from '../../../hub/db/entities/metering.ts'
import { busyness } from './busyness.ts'
import { type Chance, distribute } from './chance.ts'
import { cycleOf } from './draw-order.ts'
import { createKeptSums } from './kept-sums.ts'
import type { Life } from './life.ts'
import { dayMs, dayNumber, dayStart, hourMs } from './local-calendar.ts'
import { addTo, type MeterBook, nothing, type Passed } from './meter-book.ts'
import { rolledUntil, takenAt } from './node-facts.ts'
import { rawOf, type Segment, unitOf } from './pass-data.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedWorld } from './seed-world.ts'

const slotMs = 900_000
export const hoursKeptDays = 14

interface HourRow extends Passed {
  readonly nodeId: number
  readonly slot: number
  readonly userId: number
}

/** Where what users passed is written: cycles and days at once, hours in the order of their key at the end. */
export interface UsageWriter {
  /** Writes what a user passed. His cycles get their ids here. */
  write(life: Life, segments: readonly Segment[], hasPort: boolean): void
  finish(): Promise<void>
}

export function createUsageWriter(world: SeedWorld, sink: RowSink, book: MeterBook): UsageWriter {
  const { now } = world
  const hours: HourRow[] = []
  const hoursFrom = dayStart(now) - (hoursKeptDays - 1) * dayMs
  const sums = createKeptSums(sink)
  let lastCycle = 0

  function write(life: Life, segments: readonly Segment[], hasPort: boolean): void {
    const chance = world.chance('usage', -life.id)
    const upPart = chance.within(0.04, 0.2)
    const days = new Map<number, Map<number, Passed>>()
    const cycles = openCycles(life, hasPort, now)
    for (const segment of segments) {
      const cycle = cycles.get(cycleOf(life, segment.from).from)
      if (cycle === undefined) throw new Error(`user ${life.id} has no cycle at ${segment.from}`)
      cycle.overrun += segment.overrun
      for (const [nodeId, charged] of segment.charged) {
        const total = mapGet(cycle.usage, nodeId, nothing)
        const put = (day: number | null, amount: number) => {
          const raw = rawOf(amount, nodeId)
          const upload = Math.floor(raw * upPart)
          addTo(total, upload, raw - upload, amount)
          book.count(nodeId, life.port, upload, raw - upload, amount)
          addTo(book.sums(nodeId).cycles, upload, raw - upload, amount)
          if (day === null) return
          addTo(
            mapGet(
              mapGet(days, day, () => new Map()),
              nodeId,
              nothing,
            ),
            upload,
            raw - upload,
            amount,
          )
        }
        if (life.detail === 'cycles') put(null, charged)
        else spreadOverDays({ life, segment, nodeId, charged, chance, put, upPart })
      }
    }
    writeDays(life, days)
    for (const { from, until, overrun, usage } of cycles.values()) {
      lastCycle += 1
      sink.add(cycleEntity, { id: lastCycle, userId: life.id, startsAt: from, endsAt: until, overrun })
      for (const [nodeId, passed] of [...usage].sort(([a], [b]) => a - b)) {
        if (passed.upload + passed.download === 0) continue
        sink.add(cycleUsageEntity, { userId: life.id, cycleId: lastCycle, nodeId, ...passed })
      }
    }
  }

  interface Spreading {
    readonly life: Life
    readonly segment: Segment
    readonly nodeId: number
    readonly charged: number
    readonly chance: Chance
    readonly upPart: number
    put(day: number, amount: number): void
  }

  function spreadOverDays(spreading: Spreading): void {
    const { life, segment, nodeId, charged, chance, put } = spreading
    const begins: number[] = []
    for (let day = dayStart(segment.from); day < segment.until; day += dayMs) begins.push(day)
    const isMain = nodeId === life.nodeIds[0]
    const weights: number[] = begins.map(day => {
      const covered = Math.min(day + dayMs, segment.until) - Math.max(day, segment.from)
      const isWeekend = (Math.floor(day / dayMs) + 4) % 7 >= 5
      return chance.happens(isMain ? 0.08 : 0.45)
        ? 0
        : (covered / dayMs) * (isWeekend ? 1.4 : 1) * chance.within(0.2, 1.8)
    })
    if (Math.max(...weights) === 0) weights[0] = 1
    const unit = unitOf(nodeId)
    for (const [i, units] of distribute(charged / unit, weights).entries()) {
      const day = begins[i] ?? 0
      if (units === 0) continue
      if (life.detail === 'hours' && day >= hoursFrom) spreadOverHours(spreading, day, units)
      else put(day, units * unit)
    }
  }

  function spreadOverHours(
    { life, segment, nodeId, chance, upPart, put }: Spreading,
    day: number,
    units: number,
  ): void {
    const from = Math.max(day, segment.from)
    const until = Math.max(from + 1, Math.min(day + dayMs, segment.until, takenAt(nodeId, now)))
    const begins: number[] = []
    for (let hour = from - (from % hourMs); hour < until; hour += hourMs) begins.push(hour)
    const weights: number[] = begins.map(hour =>
      chance.happens(0.3) ? 0 : busyness(hour) * chance.within(0.2, 1.8),
    )
    if (Math.max(...weights) === 0) weights[0] = 1
    const unit = unitOf(nodeId)
    for (const [i, part] of distribute(units, weights).entries()) {
      if (part === 0) continue
      const slot = Math.floor(Math.max(begins[i] ?? from, from) / slotMs)
      const charged = part * unit
      const raw = rawOf(charged, nodeId)
      const upload = Math.floor(raw * upPart)
      hours.push({ nodeId, slot, userId: life.id, upload, download: raw - upload, charged })
      if (slot < rolledUntil(nodeId, now)) {
        put(day, charged)
        addTo(book.sums(nodeId).hours, upload, raw - upload, charged)
        sums.addHour(life, slot, nodeId, { upload, download: raw - upload, charged })
      } else book.count(nodeId, life.port, upload, raw - upload, charged)
    }
  }

  function writeDays(life: Life, days: ReadonlyMap<number, ReadonlyMap<number, Passed>>): void {
    for (const [begin, nodes] of [...days].sort(([a], [b]) => a - b)) {
      const day = dayNumber(begin)
      for (const [nodeId, passed] of [...nodes].sort(([a], [b]) => a - b)) {
        addTo(book.sums(nodeId).days, passed.upload, passed.download, passed.charged)
        sums.addDay(life, day, begin + dayMs / 2, nodeId, passed)
        sink.add(ledgerDayEntity, { userId: life.id, day, nodeId, ...passed })
      }
    }
  }

  return {
    write,
    async finish() {
      hours.sort((a, b) => a.nodeId - b.nodeId || a.slot - b.slot || a.userId - b.userId)
      for (const row of merged(hours)) {
        sink.add(ledgerHourEntity, row)
        if (sink.isFull()) await sink.settle()
      }
      sums.finish()
    },
  }
}

/** Rows of one key follow each other: two segments may meet in an hour. */
function* merged(rows: readonly HourRow[]): Generator<HourRow> {
  let last: HourRow | null = null
  for (const row of rows) {
    if (last !== null && last.nodeId === row.nodeId && last.slot === row.slot && last.userId === row.userId) {
      addTo(last, row.upload, row.download, row.charged)
      continue
    }
    if (last !== null) yield last
    last = row
  }
  if (last !== null) yield last
}

interface OpenCycle {
  readonly from: number
  readonly until: number
  overrun: number
  readonly usage: Map<number, Passed>
}

/** The cycles that the hub has made by now: those of every cut, and the present one of whoever has a port. */
function openCycles(life: Life, hasPort: boolean, now: number): Map<number, OpenCycle> {
  const cycles = new Map<number, OpenCycle>()
  const open = (at: number) => {
    const { from, until } = cycleOf(life, at)
    if (!cycles.has(from)) cycles.set(from, { from, until, overrun: 0, usage: new Map() })
  }
  for (const { kind, validFrom, validUntil } of life.grants) {
    if (kind !== 'cycle') continue
    open(validFrom)
    if (life.policy === 'calendar') open((validUntil ?? validFrom + 1) - 1)
  }
  if (hasPort) open(now)
  return new Map([...cycles].sort(([a], [b]) => a - b))
}

function mapGet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
