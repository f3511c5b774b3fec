import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanName, flagOf, nameServers, rateMark } from '../../../../hub/subscriptions/build-server-names.ts'
import { lines } from './a-subscription.ts'

const access = { cipher: 'aes-256-gcm', password: 'secret-secret' } as const

describe('names of servers', () => {
  it('bear flag, kind of address and rate', () => {
    expect(nameServers(lines, access).map(({ name }) => name)).toEqual([
      '🇭🇰 香港 1',
      '🇭🇰 香港 1 IPv6',
      '🇯🇵 🚀 "Tokyo", #2 = fast: [x] ×1.5',
      "l'Île & 100% Relay ×0",
    ])
  })

  it('are numbered where they would be equal', () => {
    const [first] = lines
    const names = nameServers(
      [first, first, first].flatMap(line => (line === undefined ? [] : [line])),
      access,
    ).map(({ name }) => name)
    expect(names).toEqual(['🇭🇰 香港 1', '🇭🇰 香港 1 #2', '🇭🇰 香港 1 #3'])
  })

  it('do not repeat a flag that the node bears already', () => {
    const [first] = lines
    if (first === undefined) throw new Error('no line')
    expect(nameServers([{ ...first, nodeName: '🇭🇰 HK' }], access)[0]?.name).toBe('🇭🇰 HK')
  })

  it.each([
    ['hk', '🇭🇰'],
    ['US', '🇺🇸'],
    ['', ''],
    ['1A', ''],
  ])('make a flag of %j', (country, flag) => expect(flagOf(country)).toBe(flag))

  it.each([
    [1_000, ''],
    [0, ' ×0'],
    [500, ' ×0.5'],
    [2_000, ' ×2'],
    [1_250, ' ×1.25'],
  ])('mark a rate of %d', (rate, mark) => expect(rateMark(rate)).toBe(mark))

  it('are one line of well-formed text whatever the operator wrote', () => {
    expect(cleanName('a\r\nb\u202e\t\ud800c\u2028')).toBe('a b c')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const clean = cleanName(text)
        expect(clean).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        expect(clean.isWellFormed()).toBe(true)
        expect([...clean].length).toBeLessThanOrEqual(80)
        expect(cleanName(clean)).toBe(clean)
      }),
      { numRuns: 200 },
    )
  })
})
