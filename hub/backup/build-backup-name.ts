import type { Instant } from '../contract/primitives.ts'

const pattern = /^sluice-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})-(\d{3})\.backup$/

/** `sluice-20260310-021500-000.backup`: the moment it was begun, UTC. */
export function buildBackupName(at: Instant): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  const [seconds = '', rest = ''] = time.split('.')
  return `sluice-${date.replaceAll('-', '')}-${seconds.replaceAll(':', '')}-${rest.slice(0, 3)}.backup`
}

/** When a backup of this name was begun; null for any other file. */
export function parseBackupName(name: string): Instant | null {
  const [, year, month, day, hour, minute, second, ms] = pattern.exec(name) ?? []
  if (ms === undefined) return null
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  return Number.isNaN(at) ? null : (at as Instant)
}
