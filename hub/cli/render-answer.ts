const maxCell = 40

/** Instants have names that say so; all other numbers stay numbers. */
const isInstantKey = (key: string) => /(At|Since|Until|From|At)$|^(at|from|until|since)$/.test(key)

function renderCell(key: string, value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number') {
    if (isInstantKey(key) && value > 1e11) return new Date(value).toISOString().replace('.000Z', 'Z')
    return /^(bytes|used|left|granted|upload|download|charged|overrun)$/i.test(key)
      ? renderBytes(value)
      : String(value)
  }
  if (typeof value === 'object') return JSON.stringify(value)
  // A text from elsewhere must not move the cursor of the terminal, nor break a table.
  return String(value).replaceAll(/\p{Cc}+/gu, ' ')
}

/** Bytes with their unit, GB = 10^9: `0 B`, `1.50 kB`, `20.0 GB`. */
export function renderBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return unit === 0 ? `${value} B` : `${value.toPrecision(3)} ${units[unit]}`
}

const shorten = (cell: string) => (cell.length > maxCell ? `${cell.slice(0, maxCell - 1)}…` : cell)

function renderTable(items: readonly Readonly<Record<string, unknown>>[]): string {
  const keys = [...new Set(items.flatMap(item => Object.keys(item)))].filter(key =>
    // A column of lists or of nothing says nothing in a table; `--json` has everything.
    items.some(
      item => !isRecord(item[key]) && !Array.isArray(item[key]) && item[key] !== null && item[key] !== '',
    ),
  )
  const rows = items.map(item =>
    keys.map((key, index) => {
      const cell = renderCell(key, item[key])
      // Nothing stands behind the last column, so it is told whole.
      return index === keys.length - 1 ? cell : shorten(cell)
    }),
  )
  const widths = keys.map((key, index) => Math.max(key.length, ...rows.map(row => row[index]?.length ?? 0)))
  const isNumber = keys.map(key => items.every(item => typeof item[key] === 'number' && !isInstantKey(key)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        isNumber[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(keys), ...rows.map(line)].join('\n')
}

/** An answer as a person reads it: lists as tables, everything else as names and values. */
export function renderAnswer(answer: unknown): string {
  if (!isRecord(answer)) return JSON.stringify(answer, null, 2)
  const parts: string[] = []
  const scalars: string[] = []
  for (const [key, value] of Object.entries(answer)) {
    if (Array.isArray(value) && value.every(isRecord)) {
      const title = key === 'items' ? '' : `${key}:\n`
      parts.push(value.length === 0 ? `${title}nothing` : `${title}${renderTable(value)}`)
    } else if (key === 'next') {
      if (value !== null) parts.push(`more: --after ${String(value)}`)
    } else {
      scalars.push(`${key.padEnd(18)}  ${renderCell(key, value)}`)
    }
  }
  return [...(scalars.length > 0 ? [scalars.join('\n')] : []), ...parts].join('\n\n')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
