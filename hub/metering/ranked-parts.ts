import type { Bytes } from '../contract/primitives.ts'
import { inBatches, integerIn, marks, type RawRow } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { greatest, type Head } from './rank-rule.ts'

/** A SELECT of `id, upload, download, charged` that ends in a WHERE, to which a condition may be added. */
export interface Part {
  readonly select: string
  /** What `id` is made of. */
  readonly id: string
  readonly values: readonly number[]
  /** The same in pieces, where it may be long. */
  readonly pieces?: readonly Part[]
}

export type Sort = 'charged' | 'passed'

export interface Sums {
  readonly upload: Bytes
  readonly download: Bytes
  readonly charged: Bytes
}

const ranked: Readonly<Record<Sort, string>> = { charged: 'charged', passed: 'upload + download' }

const unionOf = (parts: readonly Part[], condition = (_part: Part) => '') =>
  parts.map(part => `${part.select}${condition(part)}`).join(' UNION ALL ')

/**
 * The ids with the greatest sums over all parts. One sum alone is made: millions of rows may go through it. SQLite works
 * on this thread: it is given a piece at a time, so that others have their turn between them.
 */
export async function headOf(
  tx: Tx,
  parts: readonly Part[],
  wanted: { readonly sort: Sort; readonly limit: number },
): Promise<Head> {
  const { limit } = wanted
  const pieces = parts.flatMap(part => part.pieces ?? part)
  const entries =
    tx.engine === 'sqlite' && pieces.length > 1
      ? greatest(await addUp(tx, pieces, wanted.sort), limit)
      : await rankedIn(tx, parts, wanted)
  return { entries, isWhole: entries.length < limit }
}

async function rankedIn(
  tx: Tx,
  parts: readonly Part[],
  { sort, limit }: { readonly sort: Sort; readonly limit: number },
): Promise<Head['entries']> {
  const rows = rowsOf(
    await tx.query(
      `SELECT id, SUM(${ranked[sort]}) AS ranked FROM (${unionOf(parts)}) AS parts
       GROUP BY id ORDER BY ranked DESC, id LIMIT ?`,
      [...parts.flatMap(part => part.values), limit],
    ),
  )
  return rows.map(row => ({ id: integerIn(row, 'id'), sum: integerIn(row, 'ranked') }))
}

async function addUp(tx: Tx, pieces: readonly Part[], sort: Sort): Promise<ReadonlyMap<number, number>> {
  const sums = new Map<number, number>()
  for (const { select, values } of pieces) {
    const rows = rowsOf(
      await tx.query(
        `SELECT id, SUM(${ranked[sort]}) AS ranked FROM (${select}) AS piece GROUP BY id`,
        values,
      ),
    )
    for (const row of rows) {
      const id = integerIn(row, 'id')
      sums.set(id, (sums.get(id) ?? 0) + integerIn(row, 'ranked'))
    }
  }
  return sums
}

/** The sums of a few ids over all parts. */
export async function sumsOf(
  tx: Tx,
  parts: readonly Part[],
  ids: readonly number[],
): Promise<ReadonlyMap<number, Sums>> {
  const sums = new Map<number, Sums>()
  for (const batch of inBatches(ids, 250)) {
    const list = marks(batch.length)
    const rows = rowsOf(
      await tx.query(
        `SELECT id, SUM(upload) AS upload, SUM(download) AS download, SUM(charged) AS charged
         FROM (${unionOf(parts, part => ` AND ${part.id} IN (${list})`)}) AS parts GROUP BY id`,
        parts.flatMap(part => [...part.values, ...batch]),
      ),
    )
    for (const row of rows) sums.set(integerIn(row, 'id'), parseSums(row))
  }
  return sums
}

/** The sum of everything. */
export async function sumOf(tx: Tx, parts: readonly Part[]): Promise<Sums> {
  const [row] = rowsOf(
    await tx.query(
      `SELECT COALESCE(SUM(upload), 0) AS upload, COALESCE(SUM(download), 0) AS download,
         COALESCE(SUM(charged), 0) AS charged FROM (${unionOf(parts)}) AS parts`,
      parts.flatMap(part => part.values),
    ),
  )
  if (!row) throw new Error('a sum has no row')
  return parseSums(row)
}

const parseSums = (row: RawRow): Sums => ({
  upload: integerIn(row, 'upload') as Bytes,
  download: integerIn(row, 'download') as Bytes,
  charged: integerIn(row, 'charged') as Bytes,
})

/** What one `sort` goes by. */
export const rankOf = (sums: Sums, sort: Sort): number =>
  sort === 'charged' ? sums.charged : sums.upload + sums.download
