import { describe, expect, it } from 'vitest'
import { dialable } from '../../../../hub/subscriptions/map-entries.ts'
import { renderOutline } from '../../../../hub/subscriptions/render-outline.ts'
import { renderSingBox } from '../../../../hub/subscriptions/render-sing-box.ts'
import { renderSubscription } from '../../../../hub/subscriptions/render-subscription.ts'
import {
  aSip022Subscription,
  aStoppedSubscription,
  aSubscription,
  awkwardPassword,
} from './a-subscription.ts'

interface Outbound {
  readonly type: string
  readonly tag: string
  readonly outbounds?: readonly string[]
}

describe("sing-box's configuration", () => {
  it.each([
    ['an older cipher', aSubscription()],
    ['SIP022', aSip022Subscription()],
    ['a stopped user', aStoppedSubscription()],
  ])('holds every server for %s', (_, subscription) => {
    const outbounds: Outbound[] = JSON.parse(renderSingBox(subscription)).outbounds
    expect(outbounds.filter(({ type }) => type === 'shadowsocks')).toEqual(
      subscription.entries.map(dialable).map(({ name, host, port, cipher, password }) => ({
        type: 'shadowsocks',
        tag: name,
        server: host,
        server_port: port,
        method: cipher,
        password,
      })),
    )
  })

  it.each([
    ['several servers', aSubscription()],
    ['a stopped user', aStoppedSubscription()],
    ['a title that a server has', aSubscription({ title: '🇭🇰 香港 1' })],
    ['a title that an outbound has', aSubscription({ title: 'direct' })],
    ['a title that the other group has', aSubscription({ title: '自动选择' })],
  ])('refers only to outbounds that are there, each once: %s', (_, subscription) => {
    const { outbounds, route, dns } = JSON.parse(renderSingBox(subscription))
    const tags = outbounds.map(({ tag }: Outbound) => tag)
    expect(new Set(tags).size).toBe(tags.length)
    const named = outbounds.flatMap((outbound: Outbound) => outbound.outbounds ?? [])
    expect(tags).toEqual(expect.arrayContaining([...named, route.final, dns.servers[1].detour]))
    expect(dns.servers.map(({ tag }: Outbound) => tag)).toContain(dns.final)
  })

  it('reaches the shop, by name or address, without a server', () => {
    const rules = (homeUrl: string | null) =>
      JSON.parse(renderSingBox(aSubscription({ homeUrl }))).route.rules
    expect(rules('https://shop.example.com/')[2]).toMatchObject({
      domain: ['shop.example.com'],
      outbound: 'direct',
    })
    expect(rules('https://[2001:db8::9]:8443/')[2]).toMatchObject({
      ip_cidr: ['2001:db8::9'],
      outbound: 'direct',
    })
    expect(rules(null)).toHaveLength(3)
  })
})

describe("Outline's dynamic key", () => {
  it('is the first server', () => {
    const { entries } = aSubscription()
    const subscription = aSubscription({ entries: [{ kind: 'notice', name: '剩余 47 GB' }, ...entries] })
    expect(JSON.parse(renderOutline(subscription))).toEqual({
      server: 'hk1.example.net',
      server_port: 20_001,
      password: awkwardPassword,
      method: 'aes-256-gcm',
    })
  })

  it('is an error that the app shows to a user who may not pass', () => {
    expect(JSON.parse(renderOutline(aStoppedSubscription()))).toEqual({
      error: { message: '流量已用完，购买流量 https://shop.example.com', details: '完成后请更新订阅' },
    })
  })

  it('says that Outline lacks ciphers of SIP022, and does not tell the password', () => {
    const document = renderOutline({ ...aSip022Subscription(), locale: 'en' })
    expect(JSON.parse(document).error.message).toMatch(/^Outline does not support this cipher/)
    expect(document).not.toContain('password')
  })
})

it('renders each format, and the same body for the same facts', () => {
  const formats = [
    'plain',
    'base64',
    'sip008',
    'clash',
    'sing-box',
    'outline',
    'surge',
    'shadowrocket',
  ] as const
  const bodies = formats.map(format => renderSubscription(aSubscription(), format, 'Asia/Shanghai'))
  expect(new Set(bodies).size).toBe(formats.length)
  expect(formats.map(format => renderSubscription(aSubscription(), format, 'Asia/Shanghai'))).toEqual(bodies)
})
