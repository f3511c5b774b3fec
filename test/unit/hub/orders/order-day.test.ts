import { expect, it } from 'vitest'
import { calendarDays } from '../../../../hub/orders/order-day.ts'

it('gives each day its midnights, with an hour less or more where clocks change', () => {
  const days = calendarDays('2026-03-28', '2026-03-30', 'Europe/Berlin', 400)
  expect(days?.map(({ day, begin, end }) => [day, (end - begin) / 3_600_000])).toEqual([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-03-30', 24],
  ])
  expect(days?.[0]?.begin).toBe(Date.parse('2026-03-27T23:00:00Z'))
})

it.each([
  ['that do not exist', '2026-02-29', '2026-03-01'],
  ['the wrong way round', '2026-03-02', '2026-03-01'],
  ['that are too many', '2025-01-01', '2026-03-01'],
])('takes no days %s', (_, from, until) => {
  expect(calendarDays(from, until, 'Asia/Shanghai', 400)).toBeNull()
})
