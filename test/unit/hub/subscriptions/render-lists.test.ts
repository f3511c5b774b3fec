import { describe, expect, it } from 'vitest'
import { dialable, type Subscription } from '../../../../hub/subscriptions/map-entries.ts'
import { renderShadowrocket } from '../../../../hub/subscriptions/render-shadowrocket.ts'
import { renderSip008 } from '../../../../hub/subscriptions/render-sip008.ts'
import { renderSsBase64, renderSsList } from '../../../../hub/subscriptions/render-ss-list.ts'
import { aSip022Subscription, aStoppedSubscription, aSubscription, sip022Key } from './a-subscription.ts'

/** Reads a SIP002 address by the specification, with another parser than the writer's. */
function readSsUri(uri: string) {
  const url = new URL(uri)
  const plain = url.password !== ''
  const [cipher, ...rest] = plain
    ? [url.username, decodeURIComponent(url.password)]
    : Buffer.from(url.username, 'base64url').toString().split(':')
  return {
    kind: 'server',
    name: decodeURIComponent(url.hash.slice(1)),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port),
    cipher,
    password: rest.join(':'),
  }
}
const readList = (text: string) =>
  text
    .split('\n')
    .filter(line => line.startsWith('ss://'))
    .map(readSsUri)
const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString('utf8')
const samples: readonly (readonly [string, Subscription])[] = [
  ['an older cipher', aSubscription()],
  ['SIP022', aSip022Subscription()],
  ['a stopped user', aStoppedSubscription()],
]

describe.each(samples)('lists for %s', (_name, subscription) => {
  const entries = subscription.entries.map(dialable)
  const read = entries.map(({ addressId: _, ...seen }) => seen)

  it('read back as ss:// list', () => {
    expect(readList(renderSsList(subscription))).toEqual(read)
  })

  it('read back from base64', () => {
    expect(renderSsBase64(subscription)).toMatch(/^[A-Za-z0-9+/]+=*$/)
    expect(readList(fromBase64(renderSsBase64(subscription)))).toEqual(read)
  })

  it('read back as Shadowrocket reads them', () => {
    const text = fromBase64(renderShadowrocket(subscription, 'Asia/Shanghai'))
    expect(text.split('\n').slice(0, 2)).toEqual([
      'STATUS=📊 3 KB / 100 GB, ⏳ 2026年11月24日',
      'REMARKS=快线 Fast, Line',
    ])
    expect(readList(text)).toEqual(read)
  })

  it('read back as SIP008', () => {
    const document = JSON.parse(renderSip008(subscription))
    expect(document).toMatchObject({ version: 1, bytes_used: 3_000, bytes_remaining: 99_999_997_000 })
    expect(document.servers).toEqual(
      entries.map(({ name, host, port, cipher, password }) => ({
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        remarks: name,
        server: host,
        server_port: port,
        password,
        method: cipher,
      })),
    )
  })
})

describe('lists', () => {
  it('write a key of SIP022 percent-encoded, as SIP002 demands', () => {
    expect(renderSsList(aSip022Subscription()).split('\n')[1]).toBe(
      `ss://2022-blake3-aes-256-gcm:${encodeURIComponent(sip022Key)}@[2001:db8::1]:20001#` +
        encodeURIComponent('🇭🇰 香港 1 IPv6'),
    )
  })

  it('give every server an id of its own that stays', () => {
    const ids = () => JSON.parse(renderSip008(aSubscription())).servers.map(({ id }: { id: string }) => id)
    expect(new Set(ids()).size).toBe(4)
    expect(ids()).toEqual(ids())
  })

  it('leave out what remains of an unlimited plan', () => {
    const usage = { upload: 0, download: 5, total: null, expiresAt: null }
    expect(JSON.parse(renderSip008(aSubscription({ usage })))).not.toHaveProperty('bytes_remaining')
    expect(fromBase64(renderShadowrocket(aSubscription({ usage }), 'UTC'))).toMatch(/^STATUS=📊 5 B \/ ∞\n/)
  })

  it('point nowhere for a user who may not pass', () => {
    expect(readList(renderSsList(aStoppedSubscription())).map(({ host, port }) => `${host}:${port}`)).toEqual(
      ['127.0.0.1:1', '127.0.0.1:1'],
    )
  })
})
