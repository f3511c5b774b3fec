import type { readTimeline as timelineEndpoint } from '../../contract/admin/timeline.ts'
import type { EndpointAnswer } from '../../contract/endpoint.ts'
import type { Instant } from '../../contract/primitives.ts'
import { userEntity } from '../../db/entities/users.ts'
import { integerIn, marks } from '../../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../../db/transaction.ts'
import type { Clock } from '../../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import { orderRef } from '../../orders/live-orders.ts'
import type { Moment, TimelineAbout, TimelineUser } from './timeline-source.ts'
import { timelineSources } from './timeline-sources.ts'

type Timeline = EndpointAnswer<typeof timelineEndpoint>

/** Deeds of operators are looked up for as many of his orders, from the latest. */
const mostOrders = 500

/**
 * A page of all that happened to a user, deleted ones included, newest first. Each source is asked for one page by
 * its index; only what is shown is then read whole. Fails with `user_not_found` and `bad_request`.
 */
export function readTimeline(
  deps: { readonly database: Database; readonly clock: Clock },
  input: {
    readonly userId: number
    readonly limit: number
    readonly after?: string | undefined
    readonly about?: TimelineAbout | undefined
  },
): Promise<Outcome<Timeline>> {
  const { userId, limit, about } = input
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      if (!(await tx.manager.existsBy(userEntity, { id: userId }))) {
        throw new RolledBack(fail('user_not_found', { userId }))
      }
      const after = input.after === undefined ? null : parseMoment(input.after)
      const user = { userId, orderSubjects: await orderSubjects(tx, userId) }
      const now = deps.clock.now()
      const moments = await findMoments(tx, { user, about, after, now, count: limit + 1 })
      const shown = moments.slice(0, limit)
      const last = shown.at(-1)
      return {
        items: await loadEntries(tx, userId, shown),
        next: last !== undefined && moments.length > limit ? renderMoment(last) : null,
      }
    }),
  )
}

const renderMoment = ({ at, place, id }: Moment) => `${at}.${place}.${id}`

function parseMoment(text: string): Moment {
  const [, at, place, id] = /^(\d{1,15})\.(\d{1,2})\.(\d{1,15})$/.exec(text) ?? []
  if (at === undefined) throw new RolledBack(fail('bad_request', { what: 'after' }))
  return { at: Number(at), place: Number(place), id: Number(id) }
}

async function orderSubjects(tx: Tx, userId: number): Promise<string[]> {
  const rows = rowsOf(
    await tx.query('SELECT id FROM orders WHERE userId = ? ORDER BY createdAt DESC LIMIT ?', [
      ...[userId, mostOrders],
    ]),
  )
  // No order is number 0: a list of none finds nothing.
  return rows.length === 0 ? [orderRef(0)] : rows.map(row => orderRef(integerIn(row, 'id')))
}

async function findMoments(
  tx: Tx,
  wanted: {
    readonly user: TimelineUser
    readonly about: TimelineAbout | undefined
    readonly after: Moment | null
    /** Of a cycle the end is known before it comes. */
    readonly now: Instant
    readonly count: number
  },
): Promise<Moment[]> {
  const { user, about, after, now, count } = wanted
  const parts: string[] = []
  const values: unknown[] = []
  for (const [place, source] of timelineSources.entries()) {
    if (about !== undefined && source.about !== about) continue
    const parameters = source.parameters(user)
    const rows = source.rows.replace(':orders', () => marks(parameters.length))
    const beyond = after === null ? null : beyondMoment(after, place)
    parts.push(
      `SELECT * FROM (SELECT ${place} AS place, s.at AS at, s.id AS id FROM (${rows}) s
       WHERE s.at <= ?${beyond === null ? '' : ` AND ${beyond.sql}`} ORDER BY s.at DESC, s.id DESC LIMIT ?) s${place}`,
    )
    values.push(...parameters, now, ...(beyond?.values ?? []), count)
  }
  const found = rowsOf(
    await tx.query(`${parts.join(' UNION ALL ')} ORDER BY at DESC, place, id DESC LIMIT ?`, [
      ...values,
      count,
    ]),
  )
  return found.map(row => ({
    at: integerIn(row, 'at'),
    place: integerIn(row, 'place'),
    id: integerIn(row, 'id'),
  }))
}

/** What of a source comes after a moment, in the order at, place, id. */
function beyondMoment(after: Moment, place: number): { sql: string; values: number[] } {
  if (place < after.place) return { sql: 's.at < ?', values: [after.at] }
  if (place > after.place) return { sql: 's.at <= ?', values: [after.at] }
  return { sql: '(s.at < ? OR (s.at = ? AND s.id < ?))', values: [after.at, after.at, after.id] }
}

/** What each moment was, in the order of the moments. */
async function loadEntries(tx: Tx, userId: number, moments: readonly Moment[]): Promise<Timeline['items']> {
  const entries = new Map<Moment, Timeline['items'][number]>()
  for (const [place, found] of Map.groupBy(moments, moment => moment.place)) {
    const loaded = await timelineSources[place]?.load(tx, userId, found)
    for (const moment of found) {
      const entry = loaded?.get(moment.id)
      if (entry !== undefined) entries.set(moment, entry)
    }
  }
  return moments.flatMap(moment => entries.get(moment) ?? [])
}
