import { hash } from 'node:crypto'

/** A sum over the rows of a table that does not depend on their order: engines sort texts differently. */
export interface RowSum {
  add(line: string): void
  /** 64 hex digits. */
  read(): string
  rows(): number
}

/** Adds the SHA-256 of the rows' lines, lane by lane modulo 2^64. It finds accidents; tampering is found by the cipher. */
export function createRowSum(): RowSum {
  const lanes = new BigUint64Array(4)
  let rows = 0
  return {
    add(line) {
      const digest = hash('sha256', line, 'buffer')
      for (let lane = 0; lane < 4; lane += 1) {
        lanes[lane] = (lanes[lane] ?? 0n) + digest.readBigUInt64BE(lane * 8)
      }
      rows += 1
    },
    read: () => [...lanes].map(lane => lane.toString(16).padStart(16, '0')).join(''),
    rows: () => rows,
  }
}
