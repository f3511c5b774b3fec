import { inBatches, integerIn, marks, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'

/** Where a subject's name stands, by its noun. */
const places: Readonly<Record<string, readonly [table: string, column: string]>> = {
  node: ['nodes', 'name'],
  user: ['users', 'name'],
  order: ['orders', 'number'],
  plan: ['plans', 'name'],
  merchant: ['merchants', 'mchid'],
  refund: ['refunds', 'outRefundNo'],
}

/** What people call subjects such as `node:3`; those without a name of their own are left out. */
export async function nameSubjects(
  tx: Tx,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const byNoun = Map.groupBy(new Set(subjects), subject =>
    subject.slice(0, Math.max(0, subject.indexOf(':'))),
  )
  for (const [noun, some] of byNoun) {
    const place = Object.hasOwn(places, noun) ? places[noun] : undefined
    if (place === undefined) continue
    const ids = some.map(subject => Number(subject.slice(noun.length + 1))).filter(Number.isSafeInteger)
    for (const batch of inBatches(ids, 500)) {
      const [table, column] = place
      const rows = rowsOf(
        await tx.query(
          `SELECT id, ${column} AS name FROM ${table} WHERE id IN (${marks(batch.length)})`,
          batch,
        ),
      )
      for (const row of rows) names.set(`${noun}:${integerIn(row, 'id')}`, textIn(row, 'name'))
    }
  }
  return names
}
