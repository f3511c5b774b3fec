import { In } from 'typeorm'
import { type CycleRow, cycleEntity, type GrantRow, grantEntity } from '../../db/entities/grants.ts'
import { integerIn, marks } from '../../db/raw-row.ts'
import { rowsOf, type Tx } from '../../db/transaction.ts'
import type { EntryOf, LoadEntries } from './timeline-source.ts'

/** The buckets of one purchase or gift are one entry, named by the first of them. */
export const loadGrants =
  (kind: 'grant.given' | 'grant.ended'): LoadEntries =>
  async (tx, userId, moments) => {
    const time = kind === 'grant.given' ? 'createdAt' : 'endedAt'
    const at = In([...new Set(moments.map(moment => moment.at))])
    const grants = await tx.manager.find(grantEntity, {
      where: { userId, [time]: at },
      order: { id: 'ASC' },
    })
    const together = Map.groupBy(grants, grant =>
      JSON.stringify([grant[time], grant.source, grant.sourceRef, grant.createdBy]),
    )
    return new Map(
      [...together.values()].flatMap(buckets => {
        const [first] = buckets
        return first === undefined ? [] : [[first.id, grantEntry(kind, first, buckets)]]
      }),
    )
  }

function grantEntry(
  kind: 'grant.given' | 'grant.ended',
  first: GrantRow,
  buckets: readonly GrantRow[],
): EntryOf<'grant.given'> {
  const { id, source, reason, createdBy, createdAt, endedAt } = first
  const isUnlimited = buckets.some(({ bytes }) => bytes === null)
  const isLasting = buckets.some(({ validUntil }) => validUntil === null)
  return {
    ...{ id: `${kind}:${id}`, kind, at: kind === 'grant.given' ? createdAt : (endedAt ?? 0) },
    link: { kind: 'grant', id },
    facts: {
      source,
      grants: buckets.length,
      bytes: isUnlimited ? null : sum(buckets, ({ bytes }) => bytes ?? 0),
      used: sum(buckets, ({ used }) => used),
      validFrom: Math.min(...buckets.map(({ validFrom }) => validFrom)),
      validUntil: isLasting ? null : Math.max(...buckets.map(({ validUntil }) => validUntil ?? 0)),
      reason,
      // A grant does not keep who ended it: that is in the audit log.
      by: kind === 'grant.given' ? createdBy : '',
    },
  }
}

const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((all, row) => all + of(row), 0)

export const loadBegunCycles: LoadEntries = async (tx, _userId, moments) => {
  const cycles = await readCycles(tx, moments)
  return new Map(
    cycles.map(({ id, startsAt, endsAt }) => [
      id,
      {
        ...{ id: `cycle.begun:${id}`, kind: 'cycle.begun', at: startsAt, link: { kind: 'cycle', id } },
        facts: { endsAt },
      } satisfies EntryOf<'cycle.begun'>,
    ]),
  )
}

export const loadEndedCycles: LoadEntries = async (tx, userId, moments) => {
  const cycles = await readCycles(tx, moments)
  const rows = rowsOf(
    await tx.query(
      `SELECT cycleId, SUM(upload) AS upload, SUM(download) AS download, SUM(charged) AS charged FROM cycle_usage
       WHERE userId = ? AND cycleId IN (${marks(moments.length)}) GROUP BY cycleId`,
      [userId, ...moments.map(({ id }) => id)],
    ),
  )
  const usageOf = new Map(rows.map(row => [integerIn(row, 'cycleId'), row]))
  return new Map(
    cycles.map(({ id, startsAt, endsAt, overrun }) => {
      const usage = usageOf.get(id)
      const of = (column: string) => (usage === undefined ? 0 : integerIn(usage, column))
      const facts = { upload: of('upload'), download: of('download'), charged: of('charged') }
      return [
        id,
        {
          ...{ id: `cycle.ended:${id}`, kind: 'cycle.ended', at: endsAt, link: { kind: 'cycle', id } },
          facts: { startedAt: startsAt, ...facts, overrun },
        } satisfies EntryOf<'cycle.ended'>,
      ]
    }),
  )
}

const readCycles = (tx: Tx, moments: readonly { readonly id: number }[]): Promise<CycleRow[]> =>
  tx.manager.findBy(cycleEntity, { id: In(moments.map(({ id }) => id)) })
