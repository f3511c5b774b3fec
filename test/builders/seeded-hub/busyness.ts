import { dayMs, hourMs } from './local-calendar.ts'

/** How much passes at a time of the day in Shanghai: little at night, most in the evening; about 1 on average. */
export function busyness(at: number): number {
  const local = ((at + 8 * hourMs) % dayMs) / hourMs
  return (
    0.15 + Math.max(0, Math.sin(((local - 6) / 24) * 2 * Math.PI - Math.PI / 6)) + (local >= 19 ? 0.8 : 0.3)
  )
}
