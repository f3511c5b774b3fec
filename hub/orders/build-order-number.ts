import { codeText } from '../kernel/code-text-rule.ts'

/**
 * An order's number: the day it was placed and 60 random bits, so that it can neither be guessed nor used again by
 * a database that was restored. `random` needs 12 bytes.
 */
export function buildOrderNumber(day: string, random: Uint8Array): string {
  return day + codeText(random.subarray(0, 12))
}
