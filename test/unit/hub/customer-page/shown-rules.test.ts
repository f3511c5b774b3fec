import { describe, expect, it } from 'vitest'
import { brandOf } from '../../../../hub/customer-page/brand-rule.ts'
import { deviceOf } from '../../../../hub/customer-page/device-rule.ts'
import { scanTextOf, usualClient } from '../../../../hub/customer-page/import-rule.ts'
import { stateOf } from '../../../../hub/customer-page/order-state.ts'
import { renderAmounts } from '../../../../hub/customer-page/render-amounts.ts'
import { buildImportLinks } from '../../../../hub/subscriptions/build-import-links.ts'

describe('what a customer is shown', () => {
  it('bears the operator’s name, and this program’s own until there is one', () => {
    expect([brandOf('Acme 网络', 'zh'), brandOf('Acme 网络', 'en')]).toEqual(['Acme 网络', 'Acme 网络'])
    expect([brandOf('Sluice', 'zh'), brandOf('Sluice', 'en')]).toEqual(['水闸 Sluice', 'Sluice'])
  })

  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1', 'shadowrocket'],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36', 'clash'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36', 'clash'],
  ])('names the client that runs on %s', (agent, client) => {
    expect(usualClient(deviceOf(agent))).toBe(client)
  })

  it('is a picture that opens the client, or an address where its own scanner wants one', () => {
    const scans = Object.fromEntries(
      buildImportLinks('https://shop.example/s/abc', 'Shop').map(link => [link.format, scanTextOf(link)]),
    )
    expect(scans['clash']).toBe('https://shop.example/s/abc/clash')
    expect(scans['shadowrocket']).toMatch(/^shadowrocket:\/\/add\/sub:/)
    expect(scans['sing-box']).toMatch(/^sing-box:/)
    expect(scans['outline']).toBe('ssconf://shop.example/s/abc/outline#Shop')
  })

  it('is an order whose time is over, from the moment on at which nobody may begin to pay', () => {
    const order = { state: 'pending', expiresAt: 100 } as const
    expect([stateOf({ now: 99 }, order), stateOf({ now: 100 }, order)]).toEqual(['pending', 'over'])
    expect(stateOf({ now: 100 }, { ...order, state: 'paid' })).toBe('paid')
  })

  it('names the year of a day where it is another', () => {
    const at = (text: string) => Date.parse(`${text}T00:00:00+08:00`)
    const zh = renderAmounts('zh', 'Asia/Shanghai')
    const en = renderAmounts('en', 'Asia/Shanghai')
    const now = at('2026-11-26')
    expect(zh.span(at('2026-11-26'), at('2026-12-01'), now)).toBe('11月26日 – 11月30日')
    expect(zh.span(at('2026-12-15'), at('2027-01-15'), now)).toBe('12月15日 – 2027年1月14日')
    expect(en.span(at('2027-01-01'), at('2027-02-01'), now)).toBe('1 Jan 2027 – 31 Jan')
  })
})
