const dayMs = 86_400_000
export const warnBeforeMs = 30 * dayMs
export const alarmBeforeMs = 7 * dayMs

/** How urgent a certificate's end is: nothing, a warning from 30 days before, critical from 7 days before. */
export function expirySeverity(expiresAt: number, now: number): 'warning' | 'critical' | null {
  if (now >= expiresAt - alarmBeforeMs) return 'critical'
  return now >= expiresAt - warnBeforeMs ? 'warning' : null
}
