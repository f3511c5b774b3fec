import { describe, expect, it } from 'vitest'
import { rewardOf, unusedDays } from '../../../../hub/invites/reward-rule.ts'
import { aCustomer } from '../../../builders/a-customer.ts'
import { anOffer } from '../../../builders/a-sale.ts'
import { localTime } from '../../../builders/local-time.ts'
import { writtenTable } from '../../../builders/written-table.ts'

const zone = 'Asia/Shanghai'

function bought(over: Parameters<typeof anOffer>[0], wanted: { quantity?: number; months?: number } = {}) {
  const { quantity = 1, months } = wanted
  const code = months === undefined ? null : { text: 'MORE', effect: { kind: 'bonus', months } as const }
  const plan = anOffer(over)
  const quote = aCustomer(zone).buys(localTime('2026-03-01', zone), { plan, quantity, code })
  if (typeof quote === 'string') throw new Error(quote)
  return quote
}

describe('the reward for who invited somebody', () => {
  it('is what was promised, whatever was bought', () => {
    expect(rewardOf({ kind: 'none' }, bought({}))).toBeNull()
    expect(rewardOf({ kind: 'days', days: 3 }, bought({}))).toEqual({ kind: 'days', days: 3 })
    expect(rewardOf({ kind: 'bytes', bytes: 7 }, bought({ kind: 'year' }))).toEqual({
      kind: 'bytes',
      bytes: 7,
    })
  })

  it('is a part of the days or bytes that were paid for, rounded down to nothing at last', () => {
    const percent = (of: number) => ({ kind: 'percent', percent: of }) as const
    const addon = { kind: 'addon', bytes: 999, validity: { kind: 'until_used' } } as const
    expect(rewardOf(percent(10), bought({}))).toEqual({ kind: 'days', days: 3 })
    expect(rewardOf(percent(100), bought({ kind: 'year' }))).toEqual({ kind: 'days', days: 365 })
    expect(rewardOf(percent(10), bought({}, { quantity: 3 }))).toEqual({ kind: 'days', days: 9 })
    expect(rewardOf(percent(3), bought({}))).toBeNull()
    expect(rewardOf(percent(10), bought(addon))).toEqual({ kind: 'bytes', bytes: 99 })
    expect(rewardOf(percent(1), bought({ ...addon, bytes: 99 }))).toBeNull()
    expect(rewardOf(percent(10), bought({ ...addon, bytes: null }))).toBeNull()
  })

  it('does not count what a code added', () => {
    expect(rewardOf({ kind: 'percent', percent: 10 }, bought({}, { months: 12 }))).toEqual({
      kind: 'days',
      days: 3,
    })
  })
})

// Ten days were given from 1 March on: his plan's end when they are taken back, and when that is.
const takenBack = `
  # Before, during and after the time they were.
  2026-03-11        2026-02-10T12:00  10
  2026-03-11        2026-03-01        10
  2026-03-11        2026-03-04T12:00  6
  2026-03-11        2026-03-10T00:01  0
  2026-03-11        2026-03-11        0
  # He bought a month behind them since: what he lived through costs him nothing of it.
  2026-04-11        2026-03-04T12:00  6
  2026-04-11        2026-03-20        0
  # Something else took a part of them already.
  2026-03-06        2026-02-10T12:00  5
  2026-02-10T12:00  2026-02-10T12:00  0
`

describe('days that are taken back', () => {
  it.each(writtenTable(takenBack))('with a plan until %s, on %s: %s', (until = '', at = '', days) => {
    const from = localTime('2026-03-01', zone)
    const reward = { kind: 'days', days: 10, from, until: localTime('2026-03-11', zone) } as const
    const holder = { expiresAt: localTime(until, zone) }
    expect(unusedDays(reward, holder, localTime(at, zone), zone)).toBe(Number(days))
  })

  it('are local days, also over a change of the clock, and never more than were given', () => {
    const newYork = 'America/New_York'
    // A plan that ran out: the days were given from a moment within a day, to the midnight after.
    const from = localTime('2026-03-07T10:00', newYork)
    const reward = { kind: 'days', days: 3, from, until: localTime('2026-03-11', newYork) } as const
    const holder = { expiresAt: localTime('2026-03-11', newYork) }
    expect(unusedDays(reward, holder, from, newYork)).toBe(3)
    expect(unusedDays(reward, holder, localTime('2026-03-08', newYork), newYork)).toBe(3)
    expect(unusedDays({ kind: 'days', days: 3 }, holder, from, newYork)).toBe(0)
  })
})
