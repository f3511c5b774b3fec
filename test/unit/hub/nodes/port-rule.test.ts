import { describe, expect, it } from 'vitest'
import { findFreePort, type PortSpace, refusePort } from '../../../../hub/nodes/port-rule.ts'

const space: PortSpace = {
  nodeId: 1,
  portFrom: 10_000,
  portUntil: 40_000,
  ephemeral: [32_768, 60_999],
  taken: new Set([10_001]),
}

describe('a port number', () => {
  it.each([
    [0, 'not_a_port'],
    [-1, 'not_a_port'],
    [70_000, 'not_a_port'],
    [10_000.5, 'not_a_port'],
    [9_999, 'outside_node_range'],
    [40_001, 'outside_node_range'],
    [32_768, 'ephemeral'],
    [40_000, 'ephemeral'],
    [10_001, 'taken'],
    [10_000, null],
    [32_767, null],
  ])('%d is judged %s', (port, reason) => {
    expect(refusePort(port, space)).toBe(reason)
  })

  it('is found where only one is free, wherever the search begins', () => {
    const tight = { ...space, portUntil: 10_002, taken: new Set([10_000, 10_002]) }
    for (let seed = 0; seed < 10; seed += 1) expect(findFreePort([tight], seed)).toBe(10_001)
  })

  it('is found on all nodes at once, or not at all', () => {
    expect(findFreePort([space, { ...space, portFrom: 10_001, portUntil: 10_001 }], 1)).toBeNull()
    expect(findFreePort([space, { ...space, portFrom: 50_000, portUntil: 50_010 }], 1)).toBeNull()
    expect(findFreePort([], 1)).toBeNull()
  })
})
