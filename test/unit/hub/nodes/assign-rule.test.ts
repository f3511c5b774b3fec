import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, choosePlacement, type Wish } from '../../../../hub/nodes/assign-rule.ts'

const aCandidate = (nodeId: number, wanted: Partial<Candidate> = {}): Candidate => ({
  nodeId,
  active: true,
  region: 'asia',
  capacity: 10,
  users: 0,
  ciphers: ['aes-256-gcm'],
  failing: false,
  preferred: false,
  portFrom: 10_000,
  portUntil: 10_099,
  ephemeral: null,
  taken: new Set(),
  ...wanted,
})
const aWish = (wanted: Partial<Wish> = {}): Wish => ({
  userId: 1,
  cipher: 'aes-256-gcm',
  regions: [],
  wanted: 2,
  port: null,
  has: [],
  ...wanted,
})
const added = (candidates: Candidate[], wish: Wish = aWish()) => {
  const placement = choosePlacement(candidates, wish)
  return placement.kind === 'placed' ? placement.added : placement.kind
}

describe('choosing nodes', () => {
  it('takes the least loaded by users per capacity', () => {
    const nodes = [
      aCandidate(1, { users: 5, capacity: 10 }),
      aCandidate(2, { users: 6, capacity: 100 }),
      aCandidate(3, { users: 1, capacity: 4 }),
    ]
    expect(added(nodes)).toEqual([2, 3])
  })

  it('leaves out full, inactive and foreign nodes, and those without the cipher', () => {
    const nodes = [
      aCandidate(1, { users: 10 }),
      aCandidate(2, { active: false }),
      aCandidate(3, { region: 'europe' }),
      aCandidate(4, { ciphers: ['chacha20-ietf-poly1305'] }),
      aCandidate(5, { capacity: 0 }),
      aCandidate(6),
    ]
    expect(choosePlacement(nodes, aWish({ regions: ['asia'] }))).toMatchObject({ added: [6], missing: 1 })
  })

  it('prefers a region he is not in yet, and a node that answers', () => {
    const nodes = [
      aCandidate(1),
      aCandidate(2, { users: 1 }),
      aCandidate(3, { region: 'europe', users: 5 }),
      aCandidate(4, { region: 'america', failing: true }),
    ]
    expect(added(nodes)).toEqual([1, 3])
  })

  it('stays with a node chosen a moment ago while that can take him', () => {
    const chosen = aCandidate(1, { users: 9, preferred: true })
    expect(added([chosen, aCandidate(2), aCandidate(3)], aWish({ wanted: 1 }))).toEqual([1])
    expect(added([{ ...chosen, users: 10 }, aCandidate(2)], aWish({ wanted: 1 }))).toEqual([2])
  })

  it('prefers nodes where his number is free to less loaded ones', () => {
    const nodes = [
      aCandidate(1, { taken: new Set([10_050]) }),
      aCandidate(2, { users: 9 }),
      aCandidate(3, { users: 8 }),
    ]
    expect(choosePlacement(nodes, aWish({ port: 10_050 }))).toEqual({
      kind: 'placed',
      port: 10_050,
      added: [3, 2],
      moved: false,
      missing: 0,
    })
  })

  it('finds a new number that is free on all his nodes where there is no other node', () => {
    const nodes = [aCandidate(1), aCandidate(2, { taken: new Set([10_050]) })]
    const placement = choosePlacement(nodes, aWish({ port: 10_050, has: [1] }))
    expect(placement).toMatchObject({ kind: 'placed', added: [2], moved: true, missing: 0 })
    expect(placement).not.toMatchObject({ port: 10_050 })
  })

  it('gives a node up for another where no number is free on both', () => {
    const nodes = [
      aCandidate(1),
      aCandidate(2, { portFrom: 20_000, portUntil: 20_099 }),
      aCandidate(3, { users: 9 }),
    ]
    expect(added(nodes)).toEqual([1, 3])
  })

  it('says so when there is no node, or no number', () => {
    expect(added([aCandidate(1, { active: false })])).toBe('no_node')
    const full = aCandidate(1, { portFrom: 10_000, portUntil: 10_001, taken: new Set([10_000, 10_001]) })
    expect(added([full])).toBe('no_port')
  })

  it('never gives a number that is taken, ephemeral or outside, whatever the nodes are like', () => {
    const space = fc.record({
      portFrom: fc.integer({ min: 1, max: 30 }),
      size: fc.integer({ min: 1, max: 20 }),
      taken: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 15 }),
      ephemeral: fc.option(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 10 }))),
      users: fc.integer({ min: 0, max: 10 }),
    })
    fc.assert(
      fc.property(
        fc.array(space, { maxLength: 5 }),
        fc.option(fc.integer({ min: 1, max: 50 })),
        fc.nat(1_000),
        (spaces, port, userId) => {
          const nodes = spaces.map((one, index) =>
            aCandidate(index + 1, {
              portFrom: one.portFrom,
              portUntil: one.portFrom + one.size,
              taken: new Set(one.taken),
              ephemeral: one.ephemeral ? [one.ephemeral[0], one.ephemeral[0] + one.ephemeral[1]] : null,
              users: one.users,
            }),
          )
          const placement = choosePlacement(nodes, aWish({ port, userId }))
          if (placement.kind !== 'placed') return
          for (const nodeId of placement.added) {
            const node = nodes[nodeId - 1]
            if (!node) throw new Error('an unknown node')
            expect(node.users).toBeLessThan(node.capacity)
            expect(node.taken.has(placement.port)).toBe(false)
            expect(placement.port).toBeGreaterThanOrEqual(node.portFrom)
            expect(placement.port).toBeLessThanOrEqual(node.portUntil)
            const [from, until] = node.ephemeral ?? [0, 0]
            expect(placement.port >= from && placement.port <= until).toBe(false)
          }
          expect(new Set(placement.added).size + placement.missing).toBe(2)
        },
      ),
    )
  })
})
