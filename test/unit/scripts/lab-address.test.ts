import { isIPv4 } from 'node:net'
import { describe, expect, it } from 'vitest'
import { controlNetwork, hostNumbers, withPrefix } from '../../../scripts/lab/lab-address.ts'
import { decodeSocksAddress, encodeSocksAddress } from '../../../scripts/lab/socks-address.ts'

describe('addresses of a lab', () => {
  it('are different for a thousand hosts', () => {
    const hosts = Array.from({ length: 1000 }, (_, i) => hostNumbers(i + 1))
    for (const key of ['ipv4', 'ipv6', 'mac'] as const) {
      expect(new Set(hosts.map(host => host[key])).size).toBe(1000)
    }
    expect(hosts.every(host => isIPv4(host.ipv4))).toBe(true)
  })

  it('keep a prefix that is there', () => {
    expect(withPrefix('10.77.0.1')).toBe('10.77.0.1/16')
    expect(withPrefix('fd77::1')).toBe('fd77::1/64')
    expect(withPrefix('10.1.0.1/8')).toBe('10.1.0.1/8')
  })

  it('give each control link four addresses of its own', () => {
    const all = Array.from({ length: 16_384 }, (_, k) => controlNetwork(k))
    expect(new Set(all.flatMap(({ here, there }) => [here, there])).size).toBe(32_768)
    expect(all.every(({ here, there }) => isIPv4(here) && isIPv4(there))).toBe(true)
    expect(controlNetwork(16_384)).toEqual(controlNetwork(0))
  })
})

describe('SOCKS addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['fd77::2', 'fd77:0:0:0:0:0:0:2'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['example.org', 'example.org'],
  ])('%s is read as it was written', (host, read) => {
    const bytes = encodeSocksAddress(host, 65_535)
    expect(decodeSocksAddress(Buffer.concat([bytes, Buffer.from('rest')]))).toEqual({
      host: read,
      port: 65_535,
      length: bytes.length,
    })
    expect(decodeSocksAddress(bytes.subarray(0, -1))).toBeUndefined()
  })
})
