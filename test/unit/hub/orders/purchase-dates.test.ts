import { describe, expect, it } from 'vitest'
import type { CyclePolicy } from '../../../../hub/entitlements/cycle.ts'
import type { PlanOffer } from '../../../../hub/orders/quote-rule.ts'
import { anOffer, aQuote, quoted } from '../../../builders/a-sale.ts'
import { localTime, writtenCuts, writtenTime } from '../../../builders/local-time.ts'
import { writtenTable } from '../../../builders/written-table.ts'

/** What somebody without a plan gets for a purchase of 1,000 bytes a cycle. */
function bought(kind: PlanOffer['kind'], timeZone: string, policy: string, quantity: number, at: string) {
  const plan = anOffer({ kind, cyclePolicy: policy as CyclePolicy })
  return quoted(aQuote({ plan, quantity, now: localTime(at, timeZone), timeZone }))
}

// Local times; between two of them the bytes of the cut. A bare date is the midnight it begins with.
const months = `
  # The end of a month: 1 of 31 days is left, and February has no 31st.
  Asia/Shanghai        calendar     1  2026-01-31T10:00  2026-01-31T10:00 [32] 2026-02-01 [968] 2026-03-01
  Asia/Shanghai        anniversary  1  2026-01-31T10:00  2026-01-31T10:00 [1000] 2026-03-01
  # Bought at midnight, it ends at midnight.
  Asia/Shanghai        calendar     1  2026-01-31        2026-01-31 [32] 2026-02-01 [968] 2026-02-28
  Asia/Shanghai        anniversary  4  2026-01-31        2026-01-31 [1000] 2026-02-28 [1000] 2026-03-31 [1000] 2026-04-30 [1000] 2026-05-31
  Asia/Shanghai        anniversary  3  2026-01-31T10:00  2026-01-31T10:00 [1000] 2026-03-01 [1000] 2026-04-01 [1000] 2026-05-01
  # On the 1st of a month the first cut gets all of it, and so nothing is left for the day it ends on.
  Asia/Shanghai        calendar     1  2026-02-01        2026-02-01 [1000] 2026-03-01
  Asia/Shanghai        calendar     1  2026-03-01T10:00  2026-03-01T10:00 [1000] 2026-04-01 [0] 2026-04-02
  Asia/Shanghai        calendar     3  2026-03-15T10:00  2026-03-15T10:00 [548] 2026-04-01 [1000] 2026-05-01 [1000] 2026-06-01 [452] 2026-06-16
  # The last minute of a day, of a month, of a year.
  UTC                  calendar     1  2025-12-31T23:59  2025-12-31T23:59 [32] 2026-01-01 [968] 2026-02-01
  UTC                  anniversary  1  2025-12-31T23:59  2025-12-31T23:59 [1000] 2026-02-01
  # 2028 is a leap year, 2100 is none.
  Asia/Shanghai        calendar     1  2028-01-30T23:59  2028-01-30T23:59 [64] 2028-02-01 [936] 2028-03-01
  Asia/Shanghai        anniversary  2  2028-01-30T23:59  2028-01-30T23:59 [1000] 2028-03-01 [1000] 2028-03-31
  Asia/Shanghai        calendar     1  2028-02-29T08:00  2028-02-29T08:00 [34] 2028-03-01 [966] 2028-03-30
  UTC                  anniversary  2  2100-01-31        2100-01-31 [1000] 2100-02-28 [1000] 2100-03-31
  # 02:30 does not exist on 8 March 2026, and 01:30 comes twice on 1 November: the end is a midnight either way.
  America/New_York     calendar     1  2026-02-08T02:30  2026-02-08T02:30 [750] 2026-03-01 [250] 2026-03-09
  America/New_York     anniversary  1  2026-02-08T02:30  2026-02-08T02:30 [1000] 2026-03-09
  America/New_York     calendar     1  2026-10-01T01:30  2026-10-01T01:30 [1000] 2026-11-01 [0] 2026-11-02
  # These days have no midnight and begin at 01:00: 4 November 2018, 28 April 2023, 29 March 2026.
  America/Sao_Paulo    anniversary  1  2018-10-04        2018-10-04 [1000] 2018-11-04T01:00
  America/Sao_Paulo    calendar     1  2018-10-04        2018-10-04 [903] 2018-11-01 [97] 2018-11-04T01:00
  America/Sao_Paulo    anniversary  2  2018-10-03T12:00  2018-10-03T12:00 [1000] 2018-11-04T01:00 [1000] 2018-12-04
  Africa/Cairo         anniversary  1  2023-03-28        2023-03-28 [1000] 2023-04-28T01:00
  Asia/Beirut          calendar     1  2026-03-29T01:00  2026-03-29T01:00 [96] 2026-04-01 [904] 2026-04-29
  # Samoa had no 30 December 2011.
  Pacific/Apia         anniversary  1  2011-11-30T12:00  2011-11-30T12:00 [1000] 2012-01-01
  Pacific/Apia         calendar     1  2011-12-29T12:00  2011-12-29T12:00 [96] 2012-01-01 [904] 2012-01-30
  # A quarter hour off the hour, and a clock that moves by half an hour.
  Asia/Kathmandu       calendar     1  2026-01-31T10:00  2026-01-31T10:00 [32] 2026-02-01 [968] 2026-03-01
  Australia/Lord_Howe  anniversary  1  2026-03-05T01:45  2026-03-05T01:45 [1000] 2026-04-06
`

describe('a month of 1,000 bytes', () => {
  it.each(writtenTable(months))(
    '%s, %s, ×%s, bought %s: %s',
    (zone = '', policy = '', quantity, at = '', gets) => {
      const quote = bought('month', zone, policy, Number(quantity), at)
      expect(writtenCuts(quote.cuts, zone)).toBe(gets)
      expect(quote.endsAt).toBe(quote.cuts.at(-1)?.until)
    },
  )
})

// The bytes of the first cut and of the last, the day of the month of every boundary, and the end.
const years = `
  Asia/Shanghai     calendar     2026-12-31T23:59  32    968   1 1 1 1 1 1 1 1 1 1 1 1             2028-01-01
  Asia/Shanghai     calendar     2028-02-29T08:00  34    966   1 1 1 1 1 1 1 1 1 1 1 1             2029-03-01
  Asia/Shanghai     calendar     2027-03-01        1000  1000  1 1 1 1 1 1 1 1 1 1 1               2028-03-01
  Asia/Shanghai     anniversary  2028-02-29T08:00  1000  1000  30 30 30 30 30 30 30 30 30 30 30    2029-03-01
  Asia/Shanghai     anniversary  2027-08-31        1000  1000  30 31 30 31 31 29 31 30 31 30 31    2028-08-31
  America/New_York  anniversary  2026-03-08T02:15  1000  1000  9 9 9 9 9 9 9 9 9 9 9               2027-03-09
`

describe('a year of 12 cycles', () => {
  it.each(writtenTable(years))(
    '%s, %s, bought %s: from %s to %s bytes, cut on %s, until %s',
    (zone = '', policy = '', at = '', first, last, days = '', ends) => {
      const quote = bought('year', zone, policy, 1, at)
      const boundaries = days.split(' ').map(Number)
      const full = Array(boundaries.length - 1).fill(1_000)
      expect(quote.cuts.map(cut => cut.bytes)).toEqual([Number(first), ...full, Number(last)])
      const cut = quote.cuts.slice(0, -1).map(({ until }) => writtenTime(until, zone))
      expect(cut.map(day => Number(day.slice(8)))).toEqual(boundaries)
      expect(writtenTime(quote.endsAt ?? 0, zone)).toBe(ends)
    },
  )

  it.each(['calendar', 'anniversary'])('is the same as twelve months at once, %s', policy => {
    const at = '2027-10-31T18:00'
    const year = bought('year', 'Asia/Shanghai', policy, 1, at)
    expect(bought('month', 'Asia/Shanghai', policy, 12, at).cuts).toEqual(year.cuts)
  })
})
