import type { Instant } from '../contract/primitives.ts'
import { upsertRows } from '../db/bulk-write.ts'
import { inBatches, integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { balanceOf, leftPermille } from './balance-rule.ts'
import { loadStandings, type Standing } from './standing.ts'

const columns = ['userId', 'used', 'granted', 'leftBytes', 'leftPermille', 'computedAt'] as const

/** Keeps where these users stand, for lists to sort and filter by. */
export async function keepFigures(tx: Tx, standings: readonly Standing[], now: Instant): Promise<void> {
  if (standings.length === 0) return
  const rows = standings.map(({ holder, grants, pending }) => {
    const balance = balanceOf(grants, pending, now)
    return [holder.userId, balance.used, balance.granted, balance.left, leftPermille(balance), now]
  })
  await upsertRows(tx, { table: 'user_figures', keys: ['userId'], columns, rows, set: columns.slice(1) })
}

export interface FigureDeps {
  readonly database: Database
  readonly clock: Clock
  readonly timeZone: string
}

/** Computed in one transaction: others have their turn between two. */
const usersAtOnce = 500
/** Longer than the pause between two runs, so that nobody who passed something is left out. */
const lookBackSlots = 4
/** Of those whose figures nobody computed yet, so many in one run. */
const mostNew = 50_000

/**
 * Brings the figures of users up to date who passed something lately, and of those who have none yet. Whose grants
 * or times changed has them from that very change.
 */
export async function refreshFigures(deps: FigureDeps): Promise<{ readonly refreshed: number }> {
  const { database, clock, timeZone } = deps
  const wanted = new Set([...(await withTraffic(deps)), ...(await withoutFigures(database))])
  for (const userIds of inBatches(
    [...wanted].sort((a, b) => a - b),
    usersAtOnce,
  )) {
    await database.inTransaction(async tx => {
      const now = clock.now()
      await keepFigures(tx, await loadStandings(tx, { userIds, now, timeZone, settle: 'read' }), now)
    })
  }
  return { refreshed: wanted.size }
}

async function withTraffic({ database, clock }: FigureDeps): Promise<number[]> {
  const slot = Math.floor(clock.now() / 900_000)
  const nodeIds = await idsOf(database, 'SELECT nodeId AS id FROM meters ORDER BY nodeId', [])
  const found: number[] = []
  for (const nodeId of nodeIds) {
    // A row begins with its hour: the one before is looked at too, while its last readings may still come in.
    const sql = 'SELECT DISTINCT userId AS id FROM ledger_hours WHERE nodeId = ? AND slot >= ?'
    found.push(...(await idsOf(database, sql, [nodeId, slot - lookBackSlots])))
  }
  return found
}

async function withoutFigures(database: Database): Promise<number[]> {
  const fresh = await idsOf(
    database,
    'SELECT userId AS id FROM user_figures WHERE computedAt = 0 ORDER BY userId LIMIT ?',
    [mostNew],
  )
  const [users] = await idsOf(database, 'SELECT COUNT(*) AS id FROM users', [])
  const [figures] = await idsOf(database, 'SELECT COUNT(*) AS id FROM user_figures', [])
  if (users === figures) return fresh
  // Users who came otherwise than by the hub: a database filled by hand.
  const missing = await idsOf(
    database,
    'SELECT users.id AS id FROM users LEFT JOIN user_figures f ON f.userId = users.id WHERE f.userId IS NULL ORDER BY users.id LIMIT ?',
    [mostNew],
  )
  return [...fresh, ...missing]
}

function idsOf(database: Database, sql: string, values: readonly unknown[]): Promise<number[]> {
  return database.inTransaction(async tx =>
    rowsOf(await tx.query(sql, values)).map(row => integerIn(row, 'id')),
  )
}
