/** A figure below or beside an axis: without digits that say nothing, and never broken into two lines. */
export function tickText(text: string): string {
  return text
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '')
    .replaceAll(' ', '\u00a0')
}
