import { nameSubjects } from '../alerts/name-subjects.ts'
import type { Overview } from '../contract/admin/overview.ts'
import { type Instant, slotOf, slotStart } from '../contract/primitives.ts'
import { backupEntity } from '../db/entities/backups.ts'
import { alertEntity } from '../db/entities/system.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { dayOf, firstSlotOf } from '../metering/day-rule.ts'
import { readLastProof } from '../metering/last-proof-store.ts'
import { readTrafficSeries } from '../metering/traffic-series.ts'
import type { UsageDeps } from '../metering/user-usage.ts'
import { readFleet, sumUpNodes, sumUpTraffic } from './overview-fleet.ts'
import { moneyBetween, ordersSince, readLastBill, readOpenInbox } from './overview-money.ts'
import { countPeople } from './overview-users.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const shownAlerts = 8

/**
 * Whether all is well, and what needs a person: one look at every part, each by an index. Money, orders and users are
 * of one moment.
 */
export async function readOverview(deps: UsageDeps): Promise<Overview> {
  const { database, clock, timeZone } = deps
  const now = clock.now()
  const { day } = dayOf(slotOf(now), timeZone)
  const dayStart = (plusDays: number) => slotStart(firstSlotOf(day, timeZone, plusDays))
  const today = dayStart(0)
  const month = slotStart(firstSlotOf(day - (day % 100) + 1, timeZone))
  const lastWeek = dayStart(-7)
  const hours = await readHours(deps, day, now)
  const fleet = await database.inTransaction(tx => readFleet(tx, now))
  const nodes = await sumUpNodes(database, fleet, now)
  return database.inTransaction(async tx => {
    const collected = fleet.flatMap(({ lastCollectedAt }) => lastCollectedAt ?? [])
    const end = (now + 1) as Instant
    return {
      at: now,
      timeZone,
      today,
      money: {
        today: await moneyBetween(tx, today, end),
        month: await moneyBetween(tx, month, end),
        lastWeek: await moneyBetween(tx, lastWeek, dayStart(-6)),
        lastWeekSoFar: await moneyBetween(tx, lastWeek, (lastWeek + (now - today)) as Instant),
      },
      ordersToday: await ordersSince(tx, today),
      users: await countPeople(tx, now, today),
      traffic: {
        now: sumUpTraffic(fleet),
        today: sumSince(hours, today),
        hours: hours.filter(({ hour }) => hour > now - dayMs - hourMs),
      },
      nodes,
      inbox: await readOpenInbox(tx),
      alerts: await readOpenAlerts(tx),
      bill: await readLastBill(tx),
      collectedAt: collected.length === 0 ? null : Math.max(...collected),
      backup: await readLastBackup(tx),
      books: await readBooks(tx, now),
    }
  })
}

type Hours = Overview['traffic']['hours']

/** The hours of yesterday and today that have begun. */
async function readHours(deps: UsageDeps, day: number, now: Instant): Promise<Hours> {
  const yesterday = dayOf(
    slotOf((slotStart(firstSlotOf(day, deps.timeZone)) - 1) as Instant),
    deps.timeZone,
  ).day
  const series = await readTrafficSeries(deps, {
    from: yesterday,
    until: day,
    step: 'hour',
    split: 'none',
    most: 1,
  })
  if (!series.ok) throw new Error(`two days of traffic were refused: ${series.code}`)
  const { steps, series: found } = series.value
  const [all] = found
  return steps.flatMap((hour, index) =>
    hour > now ? [] : [{ hour, upload: all?.upload[index] ?? 0, download: all?.download[index] ?? 0 }],
  )
}

function sumSince(hours: Hours, since: Instant): Overview['traffic']['today'] {
  const within = hours.filter(({ hour }) => hour >= since)
  return {
    upload: within.reduce((sum, { upload }) => sum + upload, 0),
    download: within.reduce((sum, { download }) => sum + download, 0),
  }
}

async function readOpenAlerts(tx: Tx): Promise<Overview['alerts']> {
  const [counts = {}] = rowsOf(
    await tx.query(
      `SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN severity = 'critical' THEN 1 ELSE 0 END), 0) AS critical,
       COALESCE(SUM(CASE WHEN acknowledgedAt IS NULL THEN 1 ELSE 0 END), 0) AS unseen
       FROM alerts WHERE openKey IS NOT NULL`,
    ),
  )
  const newest = await tx.manager
    .createQueryBuilder(alertEntity, 'a')
    .where('a.openKey IS NOT NULL')
    .orderBy('a.openedAt', 'DESC')
    .addOrderBy('a.id', 'DESC')
    .limit(shownAlerts)
    .getMany()
  const names = await nameSubjects(
    tx,
    newest.map(({ subject }) => subject),
  )
  return {
    open: integerIn(counts, 'n'),
    critical: integerIn(counts, 'critical'),
    unseen: integerIn(counts, 'unseen'),
    newest: newest.map(({ id, kind, subject, severity, message, openedAt, acknowledgedAt }) => ({
      alertId: id,
      ...{ kind, subject, severity, message, openedAt, acknowledgedAt },
      name: names.get(subject) ?? null,
    })),
  }
}

async function readLastBackup(tx: Tx): Promise<Overview['backup']> {
  const [row] = await tx.manager.find(backupEntity, {
    where: { checkState: 'good' },
    order: { startedAt: 'DESC' },
    take: 1,
  })
  return row === undefined ? null : { backupId: row.id, madeAt: row.startedAt, checkedAt: row.checkedAt }
}

async function readBooks(tx: Tx, now: Instant): Promise<Overview['books']> {
  const proof = await readLastProof(tx)
  const incidents = rowsOf(
    await tx.query('SELECT kind, COUNT(*) AS n FROM metering_incidents WHERE at >= ? GROUP BY kind', [
      now - dayMs,
    ]),
  ).map(row => ({ kind: textIn(row, 'kind'), count: integerIn(row, 'n') }))
  return {
    agree: proof === null ? null : proof.differing === 0,
    checkedAt: proof?.at ?? null,
    detail: proof === null || proof.differing === 0 ? '' : `${proof.differing} sums differ`,
    incidents,
  }
}
