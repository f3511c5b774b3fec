const offsetMs = 8 * 3_600_000

/** RFC 3339 in Beijing's time, whole seconds: `2026-11-24T10:00:00+08:00`. */
export function renderBeijing(at: number): string {
  return `${shifted(at).slice(0, 19)}+08:00`
}

/** As the bill writes it: `2026-11-24 10:00:00`. */
export function renderBillTime(at: number): string {
  return shifted(at).slice(0, 19).replace('T', ' ')
}

/** Beijing's calendar day of an instant: `2026-11-24`. */
export function beijingDay(at: number): string {
  return shifted(at).slice(0, 10)
}

/** The instant at which a day begins in Beijing, or null when there is no such day. */
export function startOfBeijingDay(day: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null
  const start = Date.parse(`${day}T00:00:00+08:00`)
  return Number.isNaN(start) || beijingDay(start) !== day ? null : start
}

/** A time as WeChat accepts it: whole seconds with an offset. Null for anything else. */
export function parseRfc3339(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

function shifted(at: number): string {
  return new Date(at + offsetMs).toISOString()
}
