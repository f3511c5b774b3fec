import { type Instant, slotOf } from '../contract/primitives.ts'
import { inBatches, integerIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { preferences, type Reminder, remindable } from './expiry-reminders.ts'
import { readBalances } from './read-balances.ts'
import { usageKey, usageReached } from './reminder-rule.ts'

const hourMs = 3_600_000

/** Users with bytes in the ledger since the hour before `since`, ascending: nobody else can have reached a mark. */
export async function recentlyActive(tx: Tx, since: number): Promise<number[]> {
  const fromSlot = slotOf((Math.floor(since / hourMs) * hourMs - hourMs) as Instant)
  const nodes = rowsOf(await tx.query('SELECT id FROM nodes ORDER BY id'))
  const found = new Set<number>()
  // By node, since the ledger's key begins with it.
  for (const node of nodes) {
    const rows = rowsOf(
      await tx.query('SELECT DISTINCT userId FROM ledger_hours WHERE nodeId = ? AND slot >= ?', [
        integerIn(node, 'id'),
        fromSlot,
      ]),
    )
    for (const row of rows) found.add(integerIn(row, 'userId'))
  }
  return [...found].sort((a, b) => a - b)
}

interface Candidate {
  readonly userId: number
  readonly to: string
  readonly locale: 'zh' | 'en'
  readonly usedUp: boolean
  readonly cycleStartsAt: number
  readonly cycleEndsAt: Instant
}

/** Which of these users reached 80 or 100 percent of what they have for their present cycle and were not told. */
export async function usageReminders(
  tx: Tx,
  userIds: readonly number[],
  now: Instant,
  timeZone: string,
): Promise<Reminder[]> {
  const candidates = await untold(tx, await loadCandidates(tx, userIds, now))
  if (candidates.length === 0) return []
  const balances = await readBalances(
    tx,
    candidates.map(one => one.userId),
    now,
    timeZone,
  )
  return candidates.flatMap(one => {
    const balance = balances.get(one.userId)
    const percent = balance === undefined ? null : usageReached(balance, one.usedUp)
    if (balance === undefined || percent === null) return []
    const { left, granted } = balance
    const { userId, to, locale, cycleEndsAt } = one
    return [
      {
        at: now,
        to,
        locale,
        userId,
        key: usageKey(percent, userId, one.cycleStartsAt),
        template: 'usage' as const,
        params: { percent, left: left ?? 0, granted: granted ?? 0, cycleEndsAt },
      },
    ]
  })
}

async function loadCandidates(tx: Tx, userIds: readonly number[], now: Instant): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (const batch of inBatches(userIds, 1_000)) {
    const rows = rowsOf(
      await tx.query(
        `SELECT u.id, u.email, u.gate, COALESCE(p.locale, 'zh') AS locale, c.startsAt, c.endsAt
         FROM users u JOIN cycles c ON c.userId = u.id AND c.startsAt <= ? AND c.endsAt > ? ${preferences}
         WHERE u.id IN (${marks(batch.length)}) AND u.gate IN ('open', 'quota_used') AND ${remindable}`,
        [now, now, ...batch],
      ),
    )
    for (const row of rows) {
      found.push({
        userId: integerIn(row, 'id'),
        to: textIn(row, 'email'),
        locale: textIn(row, 'locale') === 'en' ? 'en' : 'zh',
        usedUp: textIn(row, 'gate') === 'quota_used',
        cycleStartsAt: integerIn(row, 'startsAt'),
        cycleEndsAt: integerIn(row, 'endsAt') as Instant,
      })
    }
  }
  return found
}

/** Without those whose mail was queued already: most active users, and so most of the work, fall out here or are far off. */
async function untold(tx: Tx, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const told = new Set<string>()
  const keyOf = (one: Candidate) => usageKey(one.usedUp ? 100 : 80, one.userId, one.cycleStartsAt)
  for (const batch of inBatches(candidates, 1_000)) {
    const rows = rowsOf(
      await tx.query(
        `SELECT dedupeKey FROM mail_outbox WHERE dedupeKey IN (${marks(batch.length)})`,
        batch.map(keyOf),
      ),
    )
    for (const row of rows) told.add(textIn(row, 'dedupeKey'))
  }
  return candidates.filter(one => !told.has(keyOf(one)))
}
