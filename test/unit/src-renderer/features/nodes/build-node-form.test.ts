import { describe, expect, it } from 'vitest'
import {
  buildNodeChange,
  buildNodeForm,
  emptyNode,
  readAddresses,
  readNewNode,
  readNodeForm,
} from '../../../../../src-renderer/features/nodes/build-node-form.ts'
import { parseRate } from '../../../../../src-renderer/features/nodes/parse-typed.ts'

const typed = {
  ...emptyNode.node,
  ...{ name: ' hk1 ', country: 'hk', region: 'asia', managementHost: '203.0.113.1' },
}

describe('a node as it is typed', () => {
  it('reads as what the hub takes, and back', () => {
    const { settings, problems } = readNodeForm(typed)
    expect(problems).toEqual({})
    expect(settings).toMatchObject({ name: 'hk1', country: 'HK', capacity: 1_000, managementPort: 8_471 })
    expect(readNodeForm(buildNodeForm(settings)).settings).toEqual(settings)
  })

  it('says what is missing or wrong of each field', () => {
    const wrong = {
      ...typed,
      country: 'HKG',
      capacity: '-1',
      portFrom: '20000',
      portUntil: '10000',
      ciphers: [],
    }
    expect(readNodeForm({ ...wrong, name: '' }).problems).toEqual({
      ...{ name: 'missing', country: 'country', capacity: 'whole', portUntil: 'range', ciphers: 'none' },
    })
  })

  it('sends only what was changed, so that an edit undoes nothing else', () => {
    const before = readNodeForm(typed).settings
    const after = readNodeForm({ ...typed, capacity: '5', note: 'x' }).settings
    expect(buildNodeChange(before, after)).toEqual({ capacity: 5, note: 'x' })
  })

  it('gives only relays an offset, and leaves empty lines out', () => {
    const addresses = [
      { kind: 'domain', host: 'hk1.example.net', portOffset: '7' },
      { kind: 'relay', host: 'relay.example.net', portOffset: '1000' },
      { kind: 'ipv4', host: ' ', portOffset: '0' },
    ] as const
    expect(readAddresses(addresses)).toEqual([
      { kind: 'domain', host: 'hk1.example.net', portOffset: 0 },
      { kind: 'relay', host: 'relay.example.net', portOffset: 1_000 },
    ])
    expect(readAddresses([{ kind: 'relay', host: 'relay.example.net', portOffset: '1e3' }])).toBeNull()
  })

  it('is no node before it is whole', () => {
    expect(readNewNode(emptyNode)).toBeNull()
    expect(readNewNode({ ...emptyNode, node: typed })).toMatchObject({ rate: 1_000, addresses: [] })
    expect(readNewNode({ ...emptyNode, node: typed, rate: '1,5' })).toBeNull()
  })
})

describe('a rate as it is typed', () => {
  it.each([
    ['1', 1_000],
    ['0', 0],
    ['1.5', 1_500],
    ['0.125', 125],
    ['100', 100_000],
    ['100.001', null],
    ['1.2345', null],
    ['-1', null],
    ['', null],
  ])('%s', (text, rate) => {
    expect(parseRate(text)).toBe(rate)
  })
})
