import { createHash } from 'node:crypto'

/** The strong tag of a body, quotes included: 132 bits of its SHA-256. */
export function etagOf(body: string): string {
  return `"${createHash('sha256').update(body, 'utf8').digest('base64url').slice(0, 22)}"`
}
