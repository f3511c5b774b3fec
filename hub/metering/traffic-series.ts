import { mostPoints, type TrafficSeries, type TrafficSeriesOf } from '../contract/admin/traffic.ts'
import { type Slot, slotStart } from '../contract/primitives.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { type BuiltSeries, buildRest, buildSeries } from './build-series.ts'
import { firstSlotOf } from './day-rule.ts'
import { nodesOfUser, unrolledUserRows, userRows } from './node-rows.ts'
import {
  mostDaysOf,
  type Period,
  realPeriod,
  refusePeriod,
  type Step,
  type StepSpan,
  splitPeriod,
  stepFinder,
  stepsOf,
} from './period-rule.ts'
import { namesOf } from './traffic-names.ts'
import {
  keptDays,
  keptHours,
  type Split,
  type TrafficRow,
  unrolledHours,
  userDays,
  userMonths,
} from './traffic-rows.ts'
import { greatestUsers, mostRankedDays } from './traffic-top.ts'
import { ofOneMoment, type UsageDeps } from './user-usage.ts'

export interface SeriesWanted extends Period {
  readonly step: Step
  readonly split: Split | 'user'
  /** Series beside `others`. */
  readonly most: number
  readonly userId?: number | undefined
  readonly nodeId?: number | undefined
}

/**
 * Bytes over time. Sums over all users come from what roll-up keeps beside the ledger; what was not rolled up yet is
 * added. Fails with `user_not_found`, `node_not_found`, `bad_request` (`reason` as in the contract).
 */
export function readTrafficSeries(deps: UsageDeps, asked: SeriesWanted): Promise<Outcome<TrafficSeries>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const mostDays = Math.min(mostDaysOf(asked.step), asked.split === 'user' ? mostRankedDays : Infinity)
      const refusal = refusePeriod(asked, mostDays)
      if (refusal) throw refused(refusal, { mostDays })
      if (asked.userId !== undefined && (asked.split === 'plan' || asked.split === 'user')) {
        throw refused(`${asked.split}_of_user`)
      }
      const wanted = { ...asked, ...realPeriod(asked) }
      await refuseUnknown(tx, wanted)
      const steps = stepsOf(wanted, wanted.step, deps.timeZone)
      const until = steps.at(-1)?.until ?? (0 as Slot)
      const slots = [steps[0]?.from ?? until, until] as const
      const { split } = wanted
      const built =
        split === 'user'
          ? await buildUsers(tx, deps, wanted, steps, slots)
          : buildSeries(
              await readRows(tx, deps, { ...wanted, split }, slots),
              steps.length,
              stepFinder(steps),
              wanted,
            )
      if (steps.length * built.series.length > mostPoints) {
        throw refused('too_many_points', { steps: steps.length, series: built.series.length, mostPoints })
      }
      return {
        step: wanted.step,
        steps: steps.map(step => slotStart(step.from)),
        until: slotStart(until),
        series: await named(tx, wanted.split, built),
        total: built.total,
      }
    }, ofOneMoment),
  )
}

const refused = (reason: string, facts: Readonly<Record<string, unknown>> = {}) =>
  new RolledBack(fail('bad_request', { reason, ...facts }))

async function refuseUnknown(tx: Tx, { userId, nodeId }: SeriesWanted): Promise<void> {
  const isThere = async (table: string, id: number) =>
    rowsOf(await tx.query(`SELECT id FROM ${table} WHERE id = ?`, [id])).length > 0
  if (userId !== undefined && !(await isThere('users', userId))) {
    throw new RolledBack(fail('user_not_found', { userId }))
  }
  if (nodeId !== undefined && !(await isThere('nodes', nodeId))) {
    throw new RolledBack(fail('node_not_found', { nodeId }))
  }
}

type Slots = readonly [from: Slot, until: Slot]
type RowsWanted = SeriesWanted & { readonly split: Split }

/** The users with most traffic in the period, and what everybody else passed. */
async function buildUsers(
  tx: Tx,
  deps: UsageDeps,
  wanted: SeriesWanted,
  steps: readonly StepSpan[],
  slots: Slots,
): Promise<BuiltSeries> {
  const build = (rows: readonly TrafficRow[], split: Split | 'user') =>
    buildSeries(rows, steps.length, stepFinder(steps), { split, most: wanted.most })
  const userIds = await greatestUsers(tx, deps, { ...wanted, sort: 'charged', limit: wanted.most })
  const rows: TrafficRow[] = []
  for (const userId of userIds) {
    const its = await readUserRows(tx, deps, { ...wanted, split: 'none', userId }, slots)
    rows.push(...its.map(row => ({ ...row, key: userId })))
  }
  const all = build(await readRows(tx, deps, { ...wanted, split: 'none' }, slots), 'none')
  return buildRest(build(rows, 'user'), all)
}

/** Rows of the period by where they begin, as a slot. */
async function readRows(tx: Tx, deps: UsageDeps, wanted: RowsWanted, slots: Slots): Promise<TrafficRow[]> {
  const { userId } = wanted
  if (userId !== undefined) return readUserRows(tx, deps, { ...wanted, userId }, slots)
  const fresh = await unrolledHours(tx, wanted, ...slots)
  if (wanted.step === 'hour') return [...(await keptHours(tx, wanted, ...slots)), ...fresh]
  return [...inSlots(await keptDays(tx, wanted, wanted), deps.timeZone), ...fresh]
}

async function readUserRows(
  tx: Tx,
  deps: UsageDeps,
  wanted: RowsWanted & { readonly userId: number },
  [from, until]: Slots,
): Promise<TrafficRow[]> {
  const { userId, nodeId, split } = wanted
  const served = await nodesOfUser(tx, userId)
  const nodeIds = nodeId === undefined ? served : served.filter(id => id === nodeId)
  const hours =
    wanted.step === 'hour'
      ? await userRows(tx, { userId, nodeIds }, from, until)
      : await unrolledUserRows(tx, userId, deps.clock.now())
  const rows: TrafficRow[] = hours.map(({ slot, nodeId: key, ...row }) => ({ ...row, at: slot, key }))
  if (wanted.step !== 'hour') {
    const { months, days } = wanted.step === 'month' ? splitPeriod(wanted) : { months: null, days: [wanted] }
    if (months !== null) rows.push(...inSlots(await userMonths(tx, userId, months), deps.timeZone))
    for (const part of days) rows.push(...inSlots(await userDays(tx, userId, part), deps.timeZone))
  }
  return rows
    .filter(row => nodeId === undefined || row.key === nodeId)
    .map(row => (split === 'none' ? { ...row, key: 0 } : row))
}

/** Days as the slots in which they begin. */
function inSlots(rows: readonly TrafficRow[], timeZone: string): TrafficRow[] {
  const known = new Map<number, Slot>()
  return rows.map(row => {
    const slot = known.get(row.at) ?? firstSlotOf(row.at, timeZone)
    known.set(row.at, slot)
    return { ...row, at: slot }
  })
}

async function named(
  tx: Tx,
  split: SeriesWanted['split'],
  built: BuiltSeries,
): Promise<TrafficSeries['series']> {
  const keys = built.series.flatMap(({ key }) => (key === null ? [] : [key]))
  const names = split === 'none' ? new Map<number, string>() : await namesOf(tx, split, keys)
  const of = (key: number | null): TrafficSeriesOf => {
    if (key === null) return { kind: 'others', count: built.others }
    if (split === 'none') return { kind: 'all' }
    const name = names.get(key) ?? ''
    if (split === 'node') return { kind: 'node', nodeId: key, name }
    if (split === 'user') return { kind: 'user', userId: key, name }
    return { kind: 'plan', planId: key === 0 ? null : key, name }
  }
  return built.series.map(({ key, ...values }) => ({ of: of(key), ...values }))
}
