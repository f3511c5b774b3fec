/** A whole number as it was typed, within its bounds; null where it is none. */
export function parseWhole(text: string, least: number, most: number): number | null {
  if (!/^-?\d{1,10}$/.test(text.trim())) return null
  const value = Number(text)
  return value >= least && value <= most ? value : null
}

/** Ports as they were typed, ascending, each once; null where one of them is none. */
export function parsePorts(texts: readonly string[]): number[] | null {
  const ports = texts.map(text => parseWhole(text, 1, 65_535))
  if (ports.some(port => port === null)) return null
  return [...new Set(ports.filter(port => port !== null))].sort((a, b) => a - b)
}

/** A rate as it was typed, `1.5`, in thousandths; null where it is none. */
export function parseRate(text: string): number | null {
  const trimmed = text.trim()
  if (!/^\d{1,3}(\.\d{0,3})?$/.test(trimmed)) return null
  const rate = Math.round(Number(trimmed) * 1_000)
  return rate <= 100_000 ? rate : null
}
