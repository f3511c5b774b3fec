import type { Instant } from '../contract/primitives.ts'
import { inBatches, integerIn, integerOrNullIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { CyclePolicy, Span } from './cycle.ts'
import type { Bucket } from './grant-rule.ts'

/** What access depends on, of a user. */
export interface Holder {
  readonly userId: number
  readonly status: 'active' | 'suspended' | 'deleted'
  readonly port: number | null
  readonly expiresAt: Instant | null
  readonly cyclePolicy: CyclePolicy
  readonly anchorAt: Instant | null
  readonly gate: string
  readonly gateSince: Instant
}

export interface Cycle extends Span {
  readonly id: number
}

/** A cycle's neighbours are needed to fit a new one in: none is longer than this. */
const longestCycleMs = 45 * 86_400_000
const idsPerQuery = 2_000

async function selectByUser<T>(
  tx: Tx,
  userIds: readonly number[],
  sql: (list: string) => string,
  parameters: readonly unknown[],
  parse: (row: Readonly<Record<string, unknown>>) => T,
): Promise<T[]> {
  const found: T[] = []
  for (const batch of inBatches(userIds, idsPerQuery)) {
    const rows = rowsOf(await tx.query(sql(marks(batch.length)), [...batch, ...parameters]))
    for (const row of rows) found.push(parse(row))
  }
  return found
}

/** Users by id, ascending; locked until the commit where `lock`. Ids that do not exist are left out. */
export function loadHolders(tx: Tx, userIds: readonly number[], lock: boolean): Promise<Holder[]> {
  return selectByUser(
    tx,
    userIds,
    list =>
      `SELECT id, status, port, expiresAt, cyclePolicy, anchorAt, gate, gateSince FROM users WHERE id IN (${list}) ` +
      `ORDER BY id${lock ? tx.forUpdate : ''}`,
    [],
    row => ({
      userId: integerIn(row, 'id'),
      status: textIn(row, 'status') as Holder['status'],
      port: integerOrNullIn(row, 'port'),
      expiresAt: integerOrNullIn(row, 'expiresAt') as Instant | null,
      cyclePolicy: textIn(row, 'cyclePolicy') as CyclePolicy,
      anchorAt: integerOrNullIn(row, 'anchorAt') as Instant | null,
      gate: textIn(row, 'gate'),
      gateSince: integerIn(row, 'gateSince') as Instant,
    }),
  )
}

/** Every grant that was valid at `since` or later, by user; locked until the commit where `lock`. */
export async function loadGrants(
  tx: Tx,
  userIds: readonly number[],
  since: number,
  lock: boolean,
): Promise<Map<number, Bucket[]>> {
  const rows = await selectByUser(
    tx,
    userIds,
    list =>
      `SELECT id, userId, kind, bytes, used, validFrom, validUntil, endedAt FROM grants WHERE userId IN (${list}) ` +
      `AND (validUntil IS NULL OR validUntil > ?) AND (endedAt IS NULL OR endedAt > ?) ORDER BY id` +
      `${lock ? tx.forUpdate : ''}`,
    [since, since],
    row => ({
      userId: integerIn(row, 'userId'),
      bucket: {
        id: integerIn(row, 'id'),
        kind: textIn(row, 'kind') as Bucket['kind'],
        bytes: integerOrNullIn(row, 'bytes'),
        used: integerIn(row, 'used'),
        validFrom: integerIn(row, 'validFrom') as Instant,
        validUntil: integerOrNullIn(row, 'validUntil') as Instant | null,
        endedAt: integerOrNullIn(row, 'endedAt') as Instant | null,
      },
    }),
  )
  const byUser = new Map<number, Bucket[]>()
  for (const { userId, bucket } of rows) {
    const held = byUser.get(userId)
    if (held) held.push(bucket)
    else byUser.set(userId, [bucket])
  }
  return byUser
}

/** Cycles that end after `since`, and the one before, by user in order of time. */
export async function loadCycles(
  tx: Tx,
  userIds: readonly number[],
  since: number,
  lock = false,
): Promise<Map<number, Cycle[]>> {
  const rows = await selectByUser(
    tx,
    userIds,
    list =>
      `SELECT id, userId, startsAt, endsAt FROM cycles WHERE userId IN (${list}) AND endsAt > ? ` +
      `ORDER BY userId, startsAt${lock ? tx.forUpdate : ''}`,
    [since - longestCycleMs],
    row => ({
      userId: integerIn(row, 'userId'),
      cycle: {
        id: integerIn(row, 'id'),
        from: integerIn(row, 'startsAt') as Instant,
        until: integerIn(row, 'endsAt') as Instant,
      },
    }),
  )
  const byUser = new Map<number, Cycle[]>()
  for (const { userId, cycle } of rows) {
    const held = byUser.get(userId)
    if (held) held.push(cycle)
    else byUser.set(userId, [cycle])
  }
  return byUser
}
