const maxCell = 40

type Row = Readonly<Record<string, unknown>>

/** Instants have names that say so; all other numbers stay numbers. */
const isInstantKey = (key: string) => /(At|Since|Until|From|At)$|^(at|from|until|since)$/.test(key)
const isBytesKey = (key: string) => /^(bytes|used|left|granted|upload|download|charged|overrun)$/i.test(key)
const isMoneyKey = (key: string) =>
  /^(price|listPrice|discount|credit|total|received|movedOut|refunded|paid|amount|most|proposed|bill|book)$/.test(
    key,
  )
/** What a person has to read is told whole, wherever it stands. */
const isMessageKey = (key: string) =>
  /^(message|problem|next|lastError|what|detail|error|reason|heldReason)$/.test(key)

/** A tally of orders by their states, which are called as sums of money are. */
const countsOrders = (row: Row) => 'pending' in row

/** How often something was used is a number where there are no bytes beside it. */
const countsUses = (key: string, row: Row) =>
  key === 'used' && !('bytes' in row) && !('left' in row) && !('granted' in row)

function renderNumber(key: string, value: number, row: Row): string {
  if (isInstantKey(key) && value > 1e11) return new Date(value).toISOString().replace('.000Z', 'Z')
  if (isMoneyKey(key) && !countsOrders(row)) return renderYuan(value)
  return isBytesKey(key) && !countsUses(key, row) ? renderBytes(value) : String(value)
}

function renderCell(key: string, value: unknown, row: Row): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number') return renderNumber(key, value, row)
  if (typeof value === 'object') return JSON.stringify(value)
  // A text from elsewhere must not move the cursor of the terminal, nor break a table.
  return String(value).replaceAll(/\p{Cc}+/gu, ' ')
}

/** Fen as yuan: 1500 is `¥15.00`. */
function renderYuan(fen: number): string {
  return `${fen < 0 ? '-' : ''}¥${(Math.abs(fen) / 100).toFixed(2)}`
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

function renderTable(items: readonly Row[]): string {
  const keys = [...new Set(items.flatMap(item => Object.keys(item)))].filter(key =>
    // A column of lists or of nothing says nothing in a table; `--json` has everything.
    items.some(
      item => !isRecord(item[key]) && !Array.isArray(item[key]) && item[key] !== null && item[key] !== '',
    ),
  )
  const rows = items.map(item =>
    keys.map((key, index) => {
      const cell = renderCell(key, item[key], item)
      // Nothing stands behind the last column, so it is told whole.
      return index === keys.length - 1 || isMessageKey(key) ? cell : shorten(cell)
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

/** The text of an export, which is written as it is; null: the answer is none. */
export function exportedText(answer: unknown): string | null {
  return isRecord(answer) && typeof answer['csv'] === 'string' ? answer['csv'] : null
}

/** An answer as a person reads it: lists as tables, everything else as names and values. */
export function renderAnswer(answer: unknown): string {
  return isRecord(answer) ? renderRecord(answer, '') : JSON.stringify(answer, null, 2)
}

const isTable = (value: unknown): value is readonly Row[] => Array.isArray(value) && value.every(isRecord)

function renderRecord(record: Row, indent: string): string {
  const parts: string[] = []
  const scalars: string[] = []
  for (const [key, value] of Object.entries(record)) {
    if (isTable(value)) {
      const title = key === 'items' ? '' : `${key}:\n`
      const isText = value.length === 0 && key !== 'items'
      if (isText) scalars.push(`${key.padEnd(18)}  none`)
      else parts.push(value.length === 0 ? `${title}nothing` : `${title}${renderTable(value)}`)
    } else if (indent === '' && isRecord(value) && Object.keys(value).length > 3) {
      // What lies in it is told below, not in one long line.
      parts.push(`${key}:\n${renderRecord(value, '  ')}`)
    } else if (key === 'next') {
      if (value !== null) parts.push(`more: --after ${String(value)}`)
    } else {
      scalars.push(`${key.padEnd(18)}  ${renderCell(key, value, record)}`)
    }
  }
  const text = [...(scalars.length > 0 ? [scalars.join('\n')] : []), ...parts].join('\n\n')
  return indent === '' ? text : text.replaceAll(/^(?=.)/gm, indent)
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
