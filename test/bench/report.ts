import { appendFileSync } from 'node:fs'

/** What a limit is held against: the ratio to the peer where there is one, else the figure itself. */
export interface Limit {
  readonly kind: 'at most' | 'at least'
  readonly value: number
}

export interface Measured {
  /** What was measured, as a row of the table reads: `packet time at 10,000 ports`. */
  readonly name: string
  readonly figure: number
  readonly unit: string
  /** The same thing done by another way, in the same run and unit. */
  readonly peer?: { readonly name: string; readonly figure: number }
  /** For figures taken in pairs, the median of the pairs' ratios; otherwise figure / peer. */
  readonly ratio?: number
  readonly limit?: Limit
  /** What a reader must know to judge the figure. */
  readonly note?: string
}

export interface Reported extends Measured {
  /** Undefined for a figure that is only reported. */
  readonly met?: boolean
}

/** Adds what follows from a figure: its ratio to the peer and whether the limit is met. */
export function judge(measured: Measured): Reported {
  const ratio = measured.ratio ?? (measured.peer && measured.figure / measured.peer.figure)
  const held = ratio ?? measured.figure
  const { limit } = measured
  return {
    ...measured,
    ...(ratio === undefined ? {} : { ratio }),
    ...(limit ? { met: limit.kind === 'at most' ? held <= limit.value : held >= limit.value } : {}),
  }
}

/** Hands a figure to `npm run bench` or `npm run soak`; run by itself, a file prints it. */
export function report(measured: Measured): Reported {
  const result = judge(measured)
  const file = process.env['SLUICE_TEST_REPORT']
  if (file) appendFileSync(file, `${JSON.stringify(result)}\n`)
  else console.log(JSON.stringify(result))
  return result
}

/** The middle value; of two middle ones the mean. Throws on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ]
  if (low === undefined || high === undefined) throw new Error('nothing was measured')
  return (low + high) / 2
}
