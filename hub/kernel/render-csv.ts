export type CsvCell = string | number | null

/** A CSV with a header, for spreadsheets: UTF-8 with BOM, CRLF; what a spreadsheet would take for a formula is text. */
export function renderCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${[header, ...rows].map(row => row.map(renderCell).join(',')).join('\r\n')}\r\n`
}

function renderCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
