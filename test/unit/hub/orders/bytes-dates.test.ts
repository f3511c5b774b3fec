import { describe, expect, it } from 'vitest'
import type { CodeEffect } from '../../../../hub/contract/customer/quote.ts'
import type { PlanOffer } from '../../../../hub/orders/quote-rule.ts'
import { aCustomer } from '../../../builders/a-customer.ts'
import { anOffer } from '../../../builders/a-sale.ts'
import { localTime, writtenCuts, writtenTime } from '../../../builders/local-time.ts'
import { writtenTable } from '../../../builders/written-table.ts'

const validityOf = (text: string): PlanOffer['validity'] =>
  text.endsWith('days')
    ? { kind: 'days', days: Number.parseInt(text, 10) }
    : { kind: text as 'until_used' | 'this_cycle' | 'plan' }
const addon = (validity: string) =>
  anOffer({ id: 9, kind: 'addon', price: 300, bytes: 70, validity: validityOf(validity) })

/** Somebody with the plans of a text: `calendar 2026-01-31T10:00, switch anniversary 2026-02-10T12:00`; `-`: none. */
function holding(text: string, timeZone: string) {
  const customer = aCustomer(timeZone)
  for (const one of text === '-' ? [] : text.split(', ')) {
    const [moment = '', policy, wish = 'auto'] = one.split(' ').reverse()
    const cyclePolicy = policy as 'calendar' | 'anniversary'
    const plan = anOffer({ id: policy === 'calendar' ? 1 : 2, cyclePolicy })
    const bought = customer.buys(localTime(moment, timeZone), { plan, wish: wish as 'auto' | 'switch' })
    if (typeof bought === 'string') throw new Error(bought)
  }
  return customer
}

// The plans somebody has, when he buys 70 bytes on top, what they are good for, and until when they are.
const addons = `
  Asia/Shanghai        calendar 2026-01-31T10:00                                2026-01-31T10:01  this_cycle  2026-02-01
  Asia/Shanghai        calendar 2026-01-31T10:00                                2026-02-10T12:00  this_cycle  2026-03-01
  Asia/Shanghai        calendar 2026-03-15T10:00                                2026-04-03T12:00  this_cycle  2026-04-16
  Asia/Shanghai        anniversary 2026-01-31                                   2026-02-10T12:00  this_cycle  2026-02-28
  Asia/Shanghai        anniversary 2026-01-31, anniversary 2026-02-01           2026-02-10T12:00  this_cycle  2026-02-28
  Asia/Shanghai        anniversary 2026-01-31, anniversary 2026-02-01           2026-03-10T12:00  this_cycle  2026-03-31
  # What waits behind the plan that runs does not move the cut that runs.
  Asia/Shanghai        calendar 2026-03-10T12:00, anniversary 2026-03-11        2026-03-20T12:00  this_cycle  2026-04-01
  Asia/Shanghai        calendar 2026-03-10T12:00, anniversary 2026-03-11        2026-04-20T12:00  this_cycle  2026-05-11
  # After a switch it is the cut of the new plan.
  Asia/Shanghai        calendar 2026-01-31T10:00, switch anniversary 2026-02-10T12:00  2026-02-10T13:00  this_cycle  2026-03-11
  Asia/Shanghai        anniversary 2026-01-31T10:00, switch calendar 2026-02-10T12:00  2026-02-10T13:00  this_cycle  2026-03-01
  Asia/Shanghai        calendar 2026-01-31T10:00                                2026-02-10T12:00  plan        2026-03-01
  Asia/Shanghai        calendar 2026-01-31T10:00, calendar 2026-02-01           2026-02-10T12:00  plan        2026-04-01
  # Days end on a whole quarter hour, at the same local time, and may outlast the plan.
  Asia/Shanghai        calendar 2026-01-31T10:00                                2026-02-10T12:07  3 days      2026-02-13T12:15
  Asia/Shanghai        calendar 2026-01-31T10:00                                2026-02-27T12:07  30 days     2026-03-29T12:15
  America/New_York     calendar 2026-02-20T10:00                                2026-03-07T12:00  1 days      2026-03-08T12:00
  America/New_York     calendar 2026-02-20T10:00                                2026-03-07T02:30  1 days      2026-03-08T03:30
  Australia/Lord_Howe  calendar 2026-03-20T10:00                                2026-04-04T12:20  1 days      2026-04-05T12:30
  # Until used needs no plan; everything else ends with one.
  Asia/Shanghai        -                                                        2026-02-10T12:00  until_used  used
  Asia/Shanghai        -                                                        2026-02-10T12:00  this_cycle  no_active_plan
  Asia/Shanghai        -                                                        2026-02-10T12:00  3 days      no_active_plan
  Asia/Shanghai        calendar 2026-01-31T10:00                                2026-03-01        plan        no_active_plan
`

describe('bytes on top', () => {
  it.each(writtenTable(addons))(
    '%s: of %s, bought %s for %s, last until %s',
    (zone = '', plans = '', at = '', validity = '', until) => {
      const customer = holding(plans, zone)
      const ends = customer.expiresAt()
      const quote = customer.buys(localTime(at, zone), { plan: addon(validity), quantity: 2 })
      if (typeof quote === 'string') return expect(quote).toBe(until)
      expect(quote.bucket?.until == null ? 'used' : writtenTime(quote.bucket.until, zone)).toBe(until)
      expect(quote).toMatchObject({ mode: 'add', cuts: [], endsAt: null, total: 600, bucket: { bytes: 140 } })
      expect(customer.expiresAt()).toBe(ends)
    },
  )

  it('may come with more bytes from a code, never with months', () => {
    const now = localTime('2026-02-10T12:00', 'UTC')
    const buys = (effect: CodeEffect) =>
      holding('calendar 2026-01-31T10:00', 'UTC').buys(now, {
        plan: addon('plan'),
        code: { text: 'MORE', effect },
      })
    const until = localTime('2026-03-01', 'UTC')
    expect(buys({ kind: 'bonus', bytes: 30 })).toMatchObject({
      bucket: { bytes: 70, until },
      bonusBucket: { bytes: 30, until },
    })
    expect(buys({ kind: 'bonus', months: 1 })).toBe('code_does_not_fit')
  })
})

// What a code gives by itself, to whom, and until when.
const activations = `
  -                          2026-01-31T10:00  trial 3                new [7] 2026-02-04          2026-02-04
  -                          2026-01-31        trial 3                new [7] 2026-02-03          2026-02-03
  calendar 2026-01-31T10:00  2026-02-10T12:00  trial 3                trial_only_for_new          2026-03-01
  calendar 2026-01-31T10:00  2026-05-10T12:00  trial 3                trial_only_for_new          2026-03-01
  -                          2026-02-10T12:07  bytes 7 for 3 days     add bytes [7] 2026-02-13T12:15  -
  calendar 2026-01-31T10:00  2026-02-10T12:07  bytes 7 until used     add bytes [7] used          2026-03-01
  -                          2026-01-31T10:00  plan 1 ×2              new [32] 2026-02-01 [1000] 2026-03-01 [968] 2026-04-01  2026-04-01
  calendar 2026-01-31T10:00  2026-02-10T12:00  plan 1 ×1              extend [1000] 2026-04-01    2026-04-01
  anniversary 2026-01-31     2026-02-10T12:00  plan 1 ×1              after [35] 2026-03-01 [965] 2026-03-28  2026-03-28
`

function effectOf(text: string): CodeEffect {
  const [kind, first = '', ...others] = text.split(' ')
  if (kind === 'trial') return { kind: 'activation', trialDays: Number(first), bytes: 7 }
  if (kind === 'plan') return { kind: 'activation', planId: 1, quantity: Number(others[0]?.slice(1)) }
  const days = others[0] === 'for' ? Number(others[1]) : null
  return { kind: 'activation', bytes: Number(first), days }
}

describe('an activation code', () => {
  it.each(writtenTable(activations))('with %s, on %s: %s gives %s, plan until %s', (plans = '', ...row) => {
    const [at = '', text = '', gives, expiry] = row
    const customer = holding(plans, 'Asia/Shanghai')
    const effect = effectOf(text)
    const plan = 'planId' in effect ? anOffer({ id: effect.planId }) : null
    // Whatever is wished for: what is given ends nothing that was paid for.
    const wanted = { plan, wish: 'switch', code: { text: 'GIFT', effect } } as const
    const quote = customer.buys(localTime(at, 'Asia/Shanghai'), wanted)
    const written = (until: number | null) => (until === null ? 'used' : writtenTime(until, 'Asia/Shanghai'))
    if (typeof quote === 'string') expect(quote).toBe(gives)
    else {
      const { mode, bucket, cuts } = quote
      const given =
        bucket === null
          ? writtenCuts(cuts, 'Asia/Shanghai').replace(/^\S+ /, '')
          : `bytes [${bucket.bytes}] ${written(bucket.until)}`
      expect(`${mode} ${given}`).toBe(gives)
      expect(quote).toMatchObject({ kind: 'activation', listPrice: 0, total: 0, credit: 0, ends: [] })
    }
    expect(customer.expiresAt() === null ? '-' : written(customer.expiresAt())).toBe(expiry)
  })
})
