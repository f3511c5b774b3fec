import type { UserCycle } from '../contract/admin/usage.ts'
import { type Instant, slotOf } from '../contract/primitives.ts'
import { type UserRow, userEntity } from '../db/entities/users.ts'
import { integerIn, integerOrNullIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { addDays, cycleAround } from '../entitlements/cycle.ts'
import { usedUpBelow } from '../gate/access-rule.ts'
import { dayOf } from '../metering/day-rule.ts'
import { readUserCycles, readUserDays } from '../metering/user-usage.ts'
import { type NodeLoad, nodeLoad, paceEnd } from './pace-rule.ts'
import type { PageDeps } from './page-deps.ts'

export type HomeState = 'open' | 'no_plan' | 'expired' | 'exhausted' | 'suspended' | 'pending'

export interface HomeNode {
  readonly name: string
  readonly country: string
  readonly load: NodeLoad
}

/** A day of the chart; `day` is yyyymmdd. */
export interface HomeDay {
  readonly day: number
  readonly upload: number
  readonly download: number
  readonly charged: number
}

/** How somebody stands, for the first screen he sees. */
export interface Home {
  readonly state: HomeState
  readonly statusReason: string
  /** Charged bytes; null: without a limit. */
  readonly left: number | null
  readonly granted: number | null
  readonly expiresAt: Instant | null
  /** When a cycle ends and the next begins within the plan; null: no plan, or it ends before. */
  readonly resetsAt: Instant | null
  readonly lastsUntil: number | null
  /** Oldest first, the last is today. */
  readonly days: readonly HomeDay[]
  readonly cycles: readonly UserCycle[]
  readonly nodes: readonly HomeNode[]
}

const chartDays = 14

/** Reads how a customer stands; null where the account is gone. */
export async function readHome(deps: PageDeps, userId: number): Promise<Home | null> {
  const now = deps.clock.now()
  const { timeZone } = deps
  const found = await deps.database.inTransaction(async tx => {
    const user = await tx.manager.findOneBy(userEntity, { id: userId })
    if (user === null || user.status === 'deleted') return null
    const balance = (await deps.readBalances(tx, [userId], now)).get(userId)
    return { user, balance: balance ?? { left: 0, granted: 0 }, nodes: await readNodes(tx, userId, now) }
  })
  if (found === null) return null
  const { user, nodes } = found
  const { left, granted } = found.balance
  const days = await readDays(deps, userId, now)
  const cycles = await readUserCycles(deps, { userId })
  const rule = { policy: user.cyclePolicy, anchorAt: user.anchorAt as Instant | null, timeZone }
  const until = cycleAround(now, rule).until
  const runs = user.expiresAt !== null && user.expiresAt > now
  const past = days.slice(0, -1).map(({ charged }) => charged)
  return {
    state: stateOf(user, left, now),
    statusReason: user.statusReason,
    left,
    granted,
    expiresAt: user.expiresAt as Instant | null,
    resetsAt: runs && user.expiresAt !== null && until < user.expiresAt ? until : null,
    lastsUntil: left === null ? null : paceEnd({ left, days: past, now }),
    days,
    cycles: cycles.ok ? cycles.value.items.filter(({ startsAt }) => startsAt <= now).slice(0, 12) : [],
    nodes,
  }
}

function stateOf(user: UserRow, left: number | null, now: Instant): HomeState {
  if (user.status !== 'active') return 'suspended'
  if (user.expiresAt === null) return 'no_plan'
  if (user.expiresAt <= now) return 'expired'
  if (left !== null && left < usedUpBelow) return 'exhausted'
  return user.gate === 'open' ? 'open' : 'pending'
}

async function readNodes(tx: Tx, userId: number, now: Instant): Promise<HomeNode[]> {
  const rows = rowsOf(
    await tx.query(
      'SELECT n.name, n.country, n.capacity, n.users, c.failingSince FROM assignments a ' +
        'JOIN nodes n ON n.id = a.nodeId LEFT JOIN node_contacts c ON c.nodeId = n.id ' +
        "WHERE a.userId = ? AND a.releasedAt IS NULL AND n.state <> 'removed' ORDER BY n.name",
      [userId],
    ),
  )
  return rows.map(row => ({
    name: textIn(row, 'name'),
    country: textIn(row, 'country'),
    load: nodeLoad({
      users: integerIn(row, 'users'),
      capacity: integerIn(row, 'capacity'),
      failingSince: integerOrNullIn(row, 'failingSince'),
      now,
    }),
  }))
}

/** Every day of the chart, those without traffic too. */
async function readDays(deps: PageDeps, userId: number, now: Instant): Promise<HomeDay[]> {
  const { timeZone } = deps
  const names = Array.from(
    { length: chartDays },
    (_, i) => dayOf(slotOf(addDays(now, i - chartDays + 1, timeZone)), timeZone).day,
  )
  const [from = 0] = names
  const until = names.at(-1) ?? 0
  const read = await readUserDays(deps, { userId, from, until })
  const rows = read.ok ? read.value.items : []
  return names.map(day => {
    const ofDay = rows.filter(row => row.day === day)
    const sum = (name: 'upload' | 'download' | 'charged') =>
      ofDay.reduce((total, row) => total + row[name], 0)
    return { day, upload: sum('upload'), download: sum('download'), charged: sum('charged') }
  })
}
