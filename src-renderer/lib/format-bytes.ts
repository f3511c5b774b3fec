const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const
const rates = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const

function scaled(value: number, names: readonly string[]): string {
  let rest = Math.abs(value)
  let index = 0
  while (rest >= 999.95 && index < names.length - 1) {
    rest /= 1_000
    index += 1
  }
  const digits = index === 0 ? 0 : rest >= 100 ? 1 : rest >= 10 ? 1 : 2
  const sign = value < 0 ? '−' : ''
  return `${sign}${rest.toFixed(digits)} ${names[index]}`
}

/** Bytes for people: decimal units, GB = 10^9 bytes, at most three digits that matter. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, units)
}

/** Bits a second. */
export function formatRate(bitsPerSecond: number): string {
  return scaled(bitsPerSecond, rates)
}

/** The whole number, for tooltips. */
export function formatExactBytes(bytes: number, locale: string): string {
  return `${bytes.toLocaleString(locale)} B`
}
