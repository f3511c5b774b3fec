import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideMasterKey } from '../../../../hub/secrets/master-key-rule.ts'
import { createVault, NotSealedHere } from '../../../../hub/secrets/vault.ts'

const vault = createVault(Buffer.alloc(32, 1))
const other = createVault(Buffer.alloc(32, 2))

describe('the vault', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), plain => {
        const sealed = vault.seal(plain)
        return vault.open(sealed) === Buffer.from(plain).toString() && /^v1:[\w-]{16}:[\w-]+$/.test(sealed)
      }),
    )
  })

  it('never seals to the same text twice', () => {
    expect(vault.seal('x')).not.toBe(vault.seal('x'))
  })

  it('opens nothing that another key sealed or that was changed', () => {
    const sealed = vault.seal('secret')
    const flipped = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1)
    for (const text of [
      other.seal('secret'),
      flipped,
      sealed.replace('v1', 'v2'),
      '',
      'v1::',
      `${sealed}:x`,
    ]) {
      expect(() => vault.open(text)).toThrow(NotSealedHere)
    }
  })

  it('has a hash and a fingerprint of its own per key', () => {
    expect(vault.hash('a')).toBe(createVault(Buffer.alloc(32, 1)).hash('a'))
    expect(vault.hash('a')).not.toBe(other.hash('a'))
    expect(vault.fingerprint).toMatch(/^[0-9a-f]{32}$/)
    expect(vault.fingerprint).not.toBe(other.fingerprint)
  })
})

describe('the master key', () => {
  it.each([
    [{ given: 'a', stored: 'a', isEmpty: false }, 'use'],
    [{ given: 'b', stored: 'a', isEmpty: false }, 'refuse'],
    [{ given: null, stored: 'a', isEmpty: false }, 'refuse'],
    [{ given: null, stored: 'a', isEmpty: true }, 'refuse'],
    [{ given: 'a', stored: null, isEmpty: false }, 'refuse'],
    [{ given: null, stored: null, isEmpty: false }, 'refuse'],
    [{ given: 'a', stored: null, isEmpty: true }, 'adopt'],
    [{ given: null, stored: null, isEmpty: true }, 'generate'],
  ] as const)('%j -> %s', (facts, kind) => {
    expect(decideMasterKey(facts).kind).toBe(kind)
  })
})
