import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { nextDue } from '../../../../hub/jobs/due-rule.ts'

const at = (text: string) => Date.parse(text) as Instant
const shanghai = 'Asia/Shanghai'

describe('when a job is due', () => {
  it('is at once where it never ran and runs every few seconds', () => {
    expect(nextDue({ everyMs: 5_000 }, null, shanghai, at('2026-03-01T00:00:00Z'))).toBe(
      at('2026-03-01T00:00:00Z'),
    )
  })

  it('counts from the last start, so a long run does not shift the rhythm', () => {
    const last = at('2026-03-01T00:00:00Z')
    expect(nextDue({ everyMs: 5_000 }, last, shanghai, at('2026-03-01T00:00:09Z'))).toBe(last + 5_000)
  })

  it('reads a pattern in the time zone of the operator', () => {
    const next = nextDue({ cron: '20 3 * * *' }, null, shanghai, at('2026-03-01T00:00:00Z'))
    expect(new Date(next).toISOString()).toBe('2026-03-01T19:20:00.000Z')
  })

  it('is due once, and in the past, where the hub was down over its hour', () => {
    const last = at('2026-02-26T19:20:00Z')
    const next = nextDue({ cron: '20 3 * * *' }, last, shanghai, at('2026-03-01T00:00:00Z'))
    expect(new Date(next).toISOString()).toBe('2026-02-27T19:20:00.000Z')
  })
})
