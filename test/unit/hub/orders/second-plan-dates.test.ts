import { describe, expect, it } from 'vitest'
import type { OrderWish } from '../../../../hub/contract/customer/quote.ts'
import type { CyclePolicy } from '../../../../hub/entitlements/cycle.ts'
import { aCustomer } from '../../../builders/a-customer.ts'
import { anOffer } from '../../../builders/a-sale.ts'
import { localTime, writtenCuts, writtenTime } from '../../../builders/local-time.ts'
import { writtenTable } from '../../../builders/written-table.ts'

const kinds = ['calendar month', 'anniversary month', 'calendar year', 'anniversary year']

/** `calendar month ×2 2026-01-31T10:00`: the same kind and policy are the same plan, of 1,000 fen. */
function purchase(text: string, timeZone: string) {
  const [policy = '', kind = '', times = '', moment = ''] = text.split(' ')
  const id = 1 + kinds.indexOf(`${policy} ${kind}`)
  const plan = anOffer({ id, kind: kind as 'month', cyclePolicy: policy as CyclePolicy })
  return { plan, quantity: Number(times.slice(1)), now: localTime(moment, timeZone) }
}

// What runs, how the next is wished for, and what it is and gives.
const plans = `
  # The same plan goes on where the first ends, and its cuts are its own.
  Asia/Shanghai      calendar month ×1 2026-01-31T10:00     auto    calendar month ×1 2026-02-10T12:00     extend 2026-03-01 [1000] 2026-04-01
  Asia/Shanghai      calendar month ×1 2026-02-15T10:00     auto    calendar month ×1 2026-02-15T10:05     extend 2026-03-16 [516] 2026-04-01 [484] 2026-04-16
  Asia/Shanghai      calendar month ×1 2026-02-15T10:00     extend  calendar month ×3 2026-03-15T23:59     extend 2026-03-16 [516] 2026-04-01 [1000] 2026-05-01 [1000] 2026-06-01 [484] 2026-06-16
  Asia/Shanghai      calendar year ×1 2027-02-28T12:00      auto    calendar month ×1 2027-12-09           after 2028-02-29 [34] 2028-03-01 [966] 2028-03-29
  # Anniversaries are counted from the first purchase: February makes no later month shorter.
  Asia/Shanghai      anniversary month ×1 2026-01-31T10:00  auto    anniversary month ×2 2026-02-10T12:00  extend 2026-03-01 [1000] 2026-04-01 [1000] 2026-05-01
  Asia/Shanghai      anniversary month ×1 2026-01-31        auto    anniversary month ×2 2026-02-10T12:00  extend 2026-02-28 [1000] 2026-03-31 [1000] 2026-04-30
  Asia/Shanghai      anniversary month ×1 2028-01-31        auto    anniversary month ×1 2028-02-10T12:00  extend 2028-02-29 [1000] 2028-03-31
  America/New_York   anniversary month ×1 2026-02-08T12:00  auto    anniversary month ×2 2026-02-09        extend 2026-03-09 [1000] 2026-04-09 [1000] 2026-05-09
  # Another plan begins where the first ends, and an anniversary from there.
  Asia/Shanghai      calendar month ×1 2026-01-31T10:00     auto    anniversary month ×1 2026-02-10T12:00  after 2026-03-01 [1000] 2026-04-01
  Asia/Shanghai      anniversary month ×1 2026-01-15T10:00  after   calendar month ×1 2026-02-10T12:00     after 2026-02-16 [464] 2026-03-01 [536] 2026-03-16
  Asia/Shanghai      calendar month ×1 2026-01-31T10:00     after   calendar month ×1 2026-02-10T12:00     extend 2026-03-01 [1000] 2026-04-01
  # A switch begins at once.
  Asia/Shanghai      calendar month ×1 2026-01-31T10:00     switch  anniversary month ×1 2026-02-10T12:00  switch 2026-02-10T12:00 [1000] 2026-03-11
  Asia/Shanghai      anniversary month ×1 2026-01-31T10:00  switch  calendar month ×1 2026-02-10T12:00     switch 2026-02-10T12:00 [678] 2026-03-01 [322] 2026-03-11
  Asia/Shanghai      calendar month ×1 2026-01-31T10:00     switch  calendar month ×1 2026-02-10T12:00     same_plan
  # Once the first is over there is nothing to go on with.
  Asia/Shanghai      calendar month ×1 2026-01-31T10:00     auto    calendar month ×1 2026-03-01           new 2026-03-01 [1000] 2026-04-01
  Asia/Shanghai      anniversary month ×1 2026-01-31T10:00  auto    anniversary month ×1 2026-05-09T08:00  new 2026-05-09T08:00 [1000] 2026-06-10
  Asia/Shanghai      anniversary month ×1 2026-01-31        extend  anniversary month ×1 2026-02-28        nothing_to_extend
  Asia/Shanghai      anniversary month ×1 2026-01-31        switch  calendar month ×1 2026-02-28           nothing_to_switch
  # Where a day begins at 01:00, and where one is missing.
  America/Sao_Paulo  anniversary month ×1 2018-10-03T12:00  auto    anniversary month ×1 2018-10-09        extend 2018-11-04T01:00 [1000] 2018-12-04
  America/Sao_Paulo  calendar month ×1 2018-10-03T12:00     auto    calendar month ×1 2018-10-09           extend 2018-11-04T01:00 [900] 2018-12-01 [100] 2018-12-04
  America/Sao_Paulo  calendar month ×1 2018-10-03T12:00     after   anniversary month ×2 2018-10-09        after 2018-11-04T01:00 [1000] 2018-12-04 [1000] 2019-01-04
  Pacific/Apia       anniversary month ×1 2011-11-29T12:00  auto    anniversary month ×1 2011-12-09        extend 2011-12-31 [1000] 2012-01-30
`

describe('a second plan', () => {
  it.each(writtenTable(plans))(
    '%s: %s, then %s %s: %s',
    (zone = '', first = '', wish, second = '', gives) => {
      const customer = aCustomer(zone)
      const { now: bought, ...one } = purchase(first, zone)
      customer.buys(bought, one)
      const { now, ...other } = purchase(second, zone)
      const quote = customer.buys(now, { ...other, wish: wish as OrderWish })
      expect(typeof quote === 'string' ? quote : `${quote.mode} ${writtenCuts(quote.cuts, zone)}`).toBe(gives)
    },
  )

  it('of a year, by the calendar and from the leap day, is a year long', () => {
    for (const [policy, end] of [
      ['calendar', '2029-02-28'],
      ['anniversary', '2029-03-01'],
    ] as const) {
      const customer = aCustomer('Asia/Shanghai')
      const plan = anOffer({ kind: 'year', cyclePolicy: policy })
      customer.buys(localTime('2027-02-28T12:00', 'Asia/Shanghai'), { plan })
      const quote = customer.buys(localTime('2027-12-09', 'Asia/Shanghai'), { plan })
      expect(quote).toMatchObject({ mode: 'extend', startsAt: localTime('2028-02-29', 'Asia/Shanghai') })
      expect(writtenTime(customer.expiresAt() ?? 0, 'Asia/Shanghai')).toBe(end)
    }
  })
})

// A code with the plan: its cuts behind those that are paid for, or bytes until the plan ends.
const bonuses = `
  Asia/Shanghai     calendar month ×1 2026-01-31T10:00     2 months  2026-03-01 [1000] 2026-04-01 [1000] 2026-05-01            2026-05-01
  Asia/Shanghai     calendar month ×1 2026-02-15T10:00     1 months  2026-03-16 [516] 2026-04-01 [484] 2026-04-16              2026-04-16
  Asia/Shanghai     anniversary month ×1 2026-01-31T10:00  2 months  2026-03-01 [1000] 2026-04-01 [1000] 2026-05-01            2026-05-01
  Asia/Shanghai     anniversary year ×1 2027-02-28T08:00   1 months  2028-02-29 [1000] 2028-03-29                              2028-03-29
  America/New_York  anniversary month ×1 2026-01-30        2 months  2026-02-28 [1000] 2026-03-30 [1000] 2026-04-30            2026-04-30
  Asia/Shanghai     calendar month ×1 2026-01-31T10:00     500 bytes  bytes [500]                                              2026-03-01
`

describe('a bonus', () => {
  it.each(writtenTable(bonuses))(
    '%s: %s with %s: %s, until %s',
    (zone = '', text = '', more = '', gives, end) => {
      const { now, ...wanted } = purchase(text, zone)
      const effect = more.endsWith('months')
        ? ({ kind: 'bonus', months: Number.parseInt(more, 10) } as const)
        : ({ kind: 'bonus', bytes: Number.parseInt(more, 10) } as const)
      const quote = aCustomer(zone).buys(now, { ...wanted, code: { text: 'ONE', effect } })
      if (typeof quote === 'string') throw new Error(quote)
      const { bonusCuts, bonusBucket, endsAt, total } = quote
      expect(bonusBucket === null ? writtenCuts(bonusCuts, zone) : `bytes [${bonusBucket.bytes}]`).toBe(gives)
      expect(writtenTime(endsAt ?? 0, zone)).toBe(end)
      expect(bonusBucket?.until ?? endsAt).toBe(endsAt)
      expect(total).toBe(1_000)
    },
  )
})
