import type { Instant } from '../../../../hub/contract/primitives.ts'
import { type NodeAddressLine, nameServers } from '../../../../hub/subscriptions/build-server-names.ts'
import type { Subscription } from '../../../../hub/subscriptions/map-entries.ts'

export const noon = Date.UTC(2026, 10, 24, 12) as Instant

/** A key of SIP022 with all that a format may trip over: `+`, `/` and `=`. */
export const sip022Key = 'N5tp51JibWA9kIPEUoDHzyyjfgkDYToOERh+u9L/7fk='
/** A password that the older ciphers allow and that uses every sign that means something to some format. */
export const awkwardPassword = String.raw`a:b@c#d,e=f'g\h%i&j?k/l+m{n}[o]`

const line: NodeAddressLine = {
  addressId: 11,
  nodeId: 1,
  nodeName: '香港 1',
  country: 'HK',
  rate: 1_000,
  kind: 'domain',
  host: 'hk1.example.net',
  port: 20_001,
}

/** Every kind of address, and names with emoji, Chinese and signs. */
export const lines: readonly NodeAddressLine[] = [
  line,
  { ...line, addressId: 12, kind: 'ipv6', host: '2001:db8::1' },
  {
    ...line,
    addressId: 13,
    nodeId: 2,
    nodeName: '🚀 "Tokyo", #2 = fast: [x]',
    country: 'JP',
    rate: 1_500,
    kind: 'ipv4',
    host: '203.0.113.7',
  },
  {
    ...line,
    addressId: 14,
    nodeId: 3,
    nodeName: "l'Île & 100%",
    country: '',
    rate: 0,
    kind: 'relay',
    host: 'relay.example.net',
    port: 30_001,
  },
]

export function aSubscription(changes: Partial<Subscription> = {}): Subscription {
  return {
    title: '快线 Fast, Line',
    locale: 'zh',
    link: 'https://shop.example.com/s/abcDEF',
    homeUrl: 'https://shop.example.com/',
    updateHours: 12,
    usage: { upload: 1_000, download: 2_000, total: 100_000_000_000, expiresAt: noon },
    entries: nameServers(lines, { cipher: 'aes-256-gcm', password: awkwardPassword }),
    ...changes,
  }
}

/** The same for a user of SIP022's cipher. */
export const aSip022Subscription = () =>
  aSubscription({ entries: nameServers(lines, { cipher: '2022-blake3-aes-256-gcm', password: sip022Key }) })

/** The list of a user who may not pass. */
export const aStoppedSubscription = () =>
  aSubscription({
    entries: [
      { kind: 'notice', name: '流量已用完，购买流量 https://shop.example.com' },
      { kind: 'notice', name: '完成后请更新订阅' },
    ],
  })
