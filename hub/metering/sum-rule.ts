import type { Bytes } from '../contract/primitives.ts'

export interface Amounts {
  readonly upload: number
  readonly download: number
  readonly charged: number
}

/** Adds up the amounts of rows with the same key, in the order of their first appearance, under `head`'s fields. */
export function addUp<Row extends Amounts, Head extends object>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  headOf: (row: Row) => Head,
): (Head & { upload: Bytes; download: Bytes; charged: Bytes })[] {
  const sums = new Map<string, { head: Head; upload: number; download: number; charged: number }>()
  for (const row of rows) {
    const key = keyOf(row)
    const sum = sums.get(key) ?? { head: headOf(row), upload: 0, download: 0, charged: 0 }
    sum.upload += row.upload
    sum.download += row.download
    sum.charged += row.charged
    sums.set(key, sum)
  }
  return [...sums.values()].map(({ head, upload, download, charged }) => ({
    ...head,
    upload: upload as Bytes,
    download: download as Bytes,
    charged: charged as Bytes,
  }))
}
