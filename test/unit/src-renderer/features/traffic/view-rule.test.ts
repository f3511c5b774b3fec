import { expect, it } from 'vitest'
import { addMonths, countDays } from '../../../../../src-renderer/features/traffic/calendar-rule.ts'
import { resolveView, rivalSpan } from '../../../../../src-renderer/features/traffic/view-rule.ts'

const today = '2026-03-31'

it('shows 30 days by day where nothing was chosen', () => {
  expect(resolveView({}, {}, today)).toEqual({
    preset: '30',
    span: ['2026-03-02', today],
    step: 'day',
    steps: ['hour', 'day', 'month'].filter(step => step === 'day'),
    split: 'none',
    of: 'both',
    look: 'stack',
    against: 'none',
    refusal: null,
  })
})

it('takes what the address says before what is kept, and what is kept before what is usual', () => {
  const kept = { range: '90', split: 'node', step: 'month' } as const
  expect(resolveView({}, kept, today)).toMatchObject({ preset: '90', split: 'node', step: 'month' })
  expect(resolveView({ range: '7', split: 'user' }, kept, today)).toMatchObject({
    preset: '7',
    split: 'user',
    // Seven days are not told in months.
    step: 'day',
  })
  expect(resolveView({ from: '2026-01-05', until: '2026-02-03' }, kept, today)).toMatchObject({
    preset: null,
    span: ['2026-01-05', '2026-02-03'],
  })
})

it('offers hours up to 14 days, days up to a year, and months beyond one', () => {
  const steps = (range: '1' | '14' | '30' | '90' | '365' | 'all') => resolveView({ range }, {}, today).steps
  expect(steps('1')).toEqual(['hour', 'day'])
  expect(steps('14')).toEqual(['hour', 'day'])
  expect(steps('30')).toEqual(['day'])
  expect(steps('90')).toEqual(['day', 'month'])
  expect(steps('365')).toEqual(['day', 'month'])
  expect(steps('all')).toEqual(['month'])
})

it('begins months with their first day, and keeps what is to come out of a span of one’s own', () => {
  expect(resolveView({ range: '90', step: 'month' }, {}, today).span).toEqual(['2026-01-01', today])
  expect(resolveView({ from: '2026-03-30', until: '2026-05-01' }, {}, today).span).toEqual([
    '2026-03-30',
    today,
  ])
})

it('refuses hours that are no longer kept, and users over more days than are ranked', () => {
  const old = { from: '2026-01-01', until: '2026-01-03' }
  expect(resolveView({ ...old, step: 'hour' }, {}, today).refusal).toBe('hours_gone')
  expect(resolveView({ ...old, step: 'day' }, {}, today).refusal).toBeNull()
  expect(resolveView({ range: 'all', split: 'user' }, {}, today).refusal).toBe('users_too_long')
  expect(resolveView({ range: '365', split: 'user', step: 'month' }, {}, today).refusal).toBeNull()
  expect(resolveView({ range: 'all', against: 'year' }, {}, today).against).toBe('none')
})

it('compares with as many days right before, or with the same ones a year earlier', () => {
  const days = ['2026-03-02', '2026-03-31'] as const
  expect(rivalSpan(days, 'day', 'before')).toEqual(['2026-01-31', '2026-03-01'])
  expect(rivalSpan(days, 'day', 'year')).toEqual(['2025-03-02', '2025-03-31'])
  const leap = ['2024-02-29', '2024-03-01'] as const
  expect(countDays(rivalSpan(leap, 'day', 'year'))).toBe(2)
  const months = ['2026-01-01', '2026-03-14'] as const
  expect(rivalSpan(months, 'month', 'before')).toEqual(['2025-10-01', '2025-12-31'])
  expect(rivalSpan(months, 'month', 'year')).toEqual(['2025-01-01', '2025-03-31'])
})

it('goes from month to month over years and short months', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
  expect(addMonths('2024-02-29', -12)).toBe('2023-02-28')
  expect(addMonths('2026-11-30', 15)).toBe('2028-02-29')
})
