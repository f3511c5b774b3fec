import { ask } from './bridge.ts'

/** Asks where, and writes. Answers the file's path, or null where the operator cancelled. */
export async function saveText(name: string, text: string): Promise<string | null> {
  const { file } = await ask('file.save', { name, content: { kind: 'text', text } })
  return file
}

/** Asks where, and writes a picture, given as base64. Answers as `saveText` does. */
export async function savePicture(name: string, data: string): Promise<string | null> {
  const { file } = await ask('file.save', { name, content: { kind: 'base64', data } })
  return file
}

/** A table as CSV that spreadsheets open in any language: UTF-8 with its mark, CRLF, no cell that runs as a formula. */
export function buildCsv(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `\uFEFF${rows.map(row => row.map(cell).join(',')).join('\r\n')}\r\n`
}
