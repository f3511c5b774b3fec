import {
  nodeDayEntity,
  nodeHourEntity,
  planDayEntity,
  planHourEntity,
  userMonthEntity,
} from '../../../hub/db/entities/traffic.ts'
import type { Life } from './life.ts'
import { addTo, nothing, type Passed } from './meter-book.ts'
import type { RowSink } from './row-sink.ts'

/** The sums that roll-up keeps beside the ledger, added up while its rows are written. */
export interface KeptSums {
  /** Of a day row; `noon` lies in the day. */
  addDay(life: Life, day: number, noon: number, nodeId: number, passed: Passed): void
  /** Of an hour row that was rolled up. */
  addHour(life: Life, slot: number, nodeId: number, passed: Passed): void
  finish(): void
}

const slotMs = 900_000

/** The plan bought last whose term an instant lies in; 0: none. */
function planAt(life: Life, from: number, until: number): number {
  let found = 0
  let newest = 0
  for (const { id, fate, plan, startsAt, endsAt } of life.orders) {
    if (fate !== 'given' || plan === null || endsAt === null || id < newest) continue
    if (startsAt >= until || endsAt <= from) continue
    newest = id
    found = plan.id
  }
  return found
}

/** Sums by two or three numbers, told in the order of these. */
function createSums() {
  const sums = new Map<number, Passed>()
  return {
    add(first: number, second: number, nodeId: number, { upload, download, charged }: Passed) {
      const key = (first * 200_000 + second) * 64 + nodeId
      let sum = sums.get(key)
      if (sum === undefined) {
        sum = nothing()
        sums.set(key, sum)
      }
      addTo(sum, upload, download, charged)
    },
    *told() {
      for (const [key, passed] of [...sums].sort(([a], [b]) => a - b)) {
        const rest = Math.floor(key / 64)
        yield { first: Math.floor(rest / 200_000), second: rest % 200_000, nodeId: key % 64, passed }
      }
    },
  }
}

export function createKeptSums(sink: RowSink): KeptSums {
  const nodeHours = createSums()
  const planHours = createSums()
  const nodeDays = createSums()
  const planDays = createSums()
  const userMonths = createSums()
  return {
    addDay(life, day, noon, nodeId, passed) {
      nodeDays.add(day, 0, nodeId, passed)
      planDays.add(day, planAt(life, noon, noon + 1), nodeId, passed)
      userMonths.add(Math.floor(day / 100), life.id, nodeId, passed)
    },
    addHour(life, slot, nodeId, passed) {
      nodeHours.add(slot, 0, nodeId, passed)
      planHours.add(slot, planAt(life, slot * slotMs, (slot + 1) * slotMs), nodeId, passed)
    },
    finish() {
      for (const { first: slot, nodeId, passed } of nodeHours.told()) {
        sink.add(nodeHourEntity, { slot, nodeId, ...passed })
      }
      for (const { first: slot, second: planId, nodeId, passed } of planHours.told()) {
        sink.add(planHourEntity, { slot, planId, nodeId, ...passed })
      }
      for (const { first: day, nodeId, passed } of nodeDays.told()) {
        sink.add(nodeDayEntity, { day, nodeId, ...passed })
      }
      for (const { first: day, second: planId, nodeId, passed } of planDays.told()) {
        sink.add(planDayEntity, { day, planId, nodeId, ...passed })
      }
      for (const { first: month, second: userId, nodeId, passed } of userMonths.told()) {
        sink.add(userMonthEntity, { month, userId, nodeId, ...passed })
      }
    },
  }
}
