const plain = /^\d+(?:\.\d+)?$/
/** Thousands set apart as in English, Chinese and pasted sheets: 1,234,567.5 */
const grouped = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/
/** By spaces or apostrophes: 1 234 567,5 */
const spaced = /^[1-9]\d{0,2}(?:[ '’]\d{3})+(?:[.,]\d+)?$/
/** As on the continent: 1.234.567,5 */
const pointed = /^[1-9]\d{0,2}(?:\.\d{3})+,\d+$/
const decimalComma = /^\d+,\d+$/

/**
 * A number that is not negative, as people type and paste it, in plain form: digits with a decimal point. A comma before
 * three digits sets thousands apart, any other is a decimal comma. Null where it is no number.
 */
export function readNumber(text: string): string | null {
  // Wide digits and points of Chinese keyboards, and spaces of any width, are read as the narrow ones.
  const typed = text.normalize('NFKC').replaceAll('。', '.').trim()
  if (plain.test(typed)) return typed
  if (grouped.test(typed)) return typed.replaceAll(',', '')
  if (spaced.test(typed)) return typed.replaceAll(/[ '’]/g, '').replace(',', '.')
  if (pointed.test(typed)) return typed.replaceAll('.', '').replace(',', '.')
  return decimalComma.test(typed) ? typed.replace(',', '.') : null
}

const gigabyte = 1_000_000_000

/** Bytes of a number of gigabytes as it was typed; null where it is none above zero and up to `mostBytes`. */
export function parseGigabytes(text: string, mostBytes: number): number | null {
  const typed = readNumber(text)
  if (typed === null || !/^\d{1,6}(\.\d{1,9})?$/.test(typed)) return null
  const bytes = Math.round(Number(typed) * gigabyte)
  return bytes > 0 && bytes <= mostBytes ? bytes : null
}
