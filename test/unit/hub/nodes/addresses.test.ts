import { describe, expect, it } from 'vitest'
import { buildSsUri } from '../../../../hub/nodes/build-ss-uri.ts'
import { judgeAddresses, judgeSettings } from '../../../../hub/nodes/judge-settings.ts'

const settings = {
  managementHost: 'hk1.example.com',
  managementPort: 8_471,
  portFrom: 10_000,
  portUntil: 20_000,
}

describe('a management address', () => {
  it.each([
    '127.0.0.1',
    '127.1.2.3',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '::',
    'localhost',
    'a.LOCALHOST.',
    '224.0.0.1',
  ])('%s is refused, but not in the demo', managementHost => {
    expect(judgeSettings({ ...settings, managementHost }, null, false)).toMatchObject({
      code: 'address_refused',
    })
    expect(judgeSettings({ ...settings, managementHost }, null, true)).toBeNull()
  })

  it.each(['203.0.113.7', '2001:db8::7', '10.0.0.5', 'hk1.example.com', 'xn--fiqs8s.example'])(
    '%s is taken',
    managementHost => {
      expect(judgeSettings({ ...settings, managementHost }, null, false)).toBeNull()
    },
  )

  it.each(["x'; DROP TABLE nodes; --", 'a b', '<script>', 'http://example.com', 'a..b', '-a.example', ''])(
    '%j is no host',
    managementHost => {
      expect(judgeSettings({ ...settings, managementHost }, null, true)).toMatchObject({
        code: 'address_refused',
        facts: { reason: 'not_a_host' },
      })
    },
  )
})

describe('a range of ports', () => {
  it.each([
    [{ portFrom: 0 }, 'not_a_port'],
    [{ portUntil: 70_000 }, 'not_a_port'],
    [{ managementPort: 0 }, 'not_a_port'],
    [{ portFrom: 20_001 }, 'empty_range'],
    [{ portFrom: 33_000, portUntil: 40_000 }, 'ephemeral'],
  ])('%j is refused: %s', (wanted, reason) => {
    expect(judgeSettings({ ...settings, ...wanted }, [32_768, 60_999], false)).toMatchObject({
      code: 'port_out_of_range',
      facts: { reason },
    })
  })
})

describe('customer addresses', () => {
  const judge = (kind: 'domain' | 'ipv4' | 'ipv6' | 'relay', host: string, portOffset = 0) =>
    judgeAddresses([{ kind, host, portOffset }], settings, false)

  it('are of their kind', () => {
    expect(judge('ipv4', '203.0.113.7')).toBeNull()
    expect(judge('ipv6', '2001:db8::7')).toBeNull()
    expect(judge('domain', 'hk1.example.com')).toBeNull()
    expect(judge('relay', '203.0.113.8', 10_000)).toBeNull()
    for (const [kind, host] of [
      ['ipv4', '2001:db8::7'],
      ['ipv6', 'hk1.example.com'],
      ['domain', '203.0.113.7'],
    ] as const) {
      expect(judge(kind, host)).toMatchObject({ code: 'address_refused' })
    }
  })

  it('shift ports only on a relay, and not out of the world', () => {
    expect(judge('domain', 'hk1.example.com', 5)).toMatchObject({ code: 'address_refused' })
    expect(judge('relay', 'r.example.com', 50_000)).toMatchObject({ code: 'port_out_of_range' })
    expect(judge('relay', 'r.example.com', -10_000)).toMatchObject({ code: 'port_out_of_range' })
  })
})

describe('an ss:// address', () => {
  const server = {
    host: '203.0.113.7',
    port: 10_001,
    cipher: 'aes-256-gcm' as const,
    password: 'p?>~secret',
    name: 'HK 1',
  }

  it('carries cipher and password as SIP002 says', () => {
    const [, info = ''] = /^ss:\/\/([^@]+)@203\.0\.113\.7:10001#HK%201$/.exec(buildSsUri(server)) ?? []
    expect(info).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(Buffer.from(info, 'base64url').toString()).toBe('aes-256-gcm:p?>~secret')
  })

  it('percent-encodes the key of SIP022 and puts IPv6 in brackets', () => {
    const uri = buildSsUri({
      ...server,
      host: '2001:db8::7',
      cipher: '2022-blake3-aes-256-gcm',
      password: 'a+/b=',
    })
    expect(uri).toBe('ss://2022-blake3-aes-256-gcm:a%2B%2Fb%3D@[2001:db8::7]:10001#HK%201')
    expect(new URL(uri).hostname).toBe('[2001:db8::7]')
  })
})
