/** Rows of a table as people read it: columns are two spaces or more apart, lines with # are remarks. */
export function writtenTable(text: string): string[][] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split(/\s{2,}/))
}
