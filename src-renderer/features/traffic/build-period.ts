const dayMs = 86_400_000

/** The last `count` days up to and with today as yyyymmdd, in the hub's calendar. */
export function lastDays(
  now: number,
  count: number,
  timeZone: string,
): { readonly from: number; readonly until: number } {
  const day = (at: number) =>
    Number(new Intl.DateTimeFormat('en-CA', { timeZone }).format(at).replaceAll('-', ''))
  return { from: day(now - (count - 1) * dayMs), until: day(now) }
}
