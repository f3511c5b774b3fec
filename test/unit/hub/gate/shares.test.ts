import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargedAtMost, rawFor } from '../../../../hub/gate/budget-units.ts'
import { type NodeBudget, planBudgets, reservedFor } from '../../../../hub/gate/shares.ts'
import { createFleet } from './fleet-model.ts'

const kib = 1024
const mib = 1024 * kib
const gib = 1024 * mib

const aNode = (over: Partial<NodeBudget> = {}): NodeBudget => ({
  nodeId: 1,
  reading: 0,
  rate: 1_000,
  closeAt: 0,
  heldCloseAt: 0,
  share: 0,
  serving: true,
  reserving: true,
  ...over,
})

describe('units', () => {
  it('never let raw bytes cost more than they were given for, and waste less than a packet', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 50 }),
        fc.integer({ min: 1, max: 100_000 }),
        (charged, rate) => {
          const raw = rawFor(charged, rate)
          if (raw > Number.MAX_SAFE_INTEGER) return
          expect(chargedAtMost(raw, rate)).toBeLessThanOrEqual(charged)
          expect(chargedAtMost(raw + 1, rate)).toBeGreaterThanOrEqual(charged)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('charge nothing at rate 0', () => {
    expect(rawFor(5, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(chargedAtMost(Number.POSITIVE_INFINITY, 0)).toBe(0)
  })
})

describe('the budget of one node', () => {
  it('is the reading plus what is left', () => {
    expect(planBudgets(gib, [aNode({ reading: 500 })])).toMatchObject([{ closeAt: 500 + gib, share: gib }])
  })

  it('is in raw bytes: half of them where each is charged twice', () => {
    expect(planBudgets(1_000_000, [aNode({ rate: 2_000 })])[0]?.closeAt).toBe(500_000)
  })

  it('does not move while it is used', () => {
    const node = aNode({ reading: gib, closeAt: 3 * gib, heldCloseAt: 3 * gib, share: 3 * gib })
    expect(planBudgets(2 * gib, [node])[0]).toEqual({
      closeAt: 3 * gib,
      heldCloseAt: 3 * gib,
      share: 3 * gib,
    })
  })

  it('keeps its limit when less than half is left, and is asked again at half of that', () => {
    const node = aNode({ reading: 2 * gib, closeAt: 3 * gib, heldCloseAt: 3 * gib, share: 3 * gib })
    expect(planBudgets(gib, [node])[0]).toEqual({ closeAt: 3 * gib, heldCloseAt: 3 * gib, share: gib })
  })

  it('is none with an unlimited grant and at rate 0', () => {
    const unlimited = planBudgets(Number.POSITIVE_INFINITY, [aNode()])
    expect(unlimited[0]?.closeAt).toBe(Number.POSITIVE_INFINITY)
    expect(planBudgets(mib, [aNode({ rate: 0 })])[0]?.closeAt).toBe(Number.POSITIVE_INFINITY)
  })

  it('ends at the reading when the gate is closed, also where it was unlimited', () => {
    const node = aNode({ reading: 7, closeAt: Number.POSITIVE_INFINITY, heldCloseAt: 3 })
    expect(planBudgets(0, [node])[0]).toEqual({
      closeAt: 7,
      heldCloseAt: Number.POSITIVE_INFINITY,
      share: 0,
    })
  })

  it('of a closed port is left alone', () => {
    expect(planBudgets(0, [aNode({ reading: 70, closeAt: 50 })])[0]?.closeAt).toBe(50)
  })
})

describe('the shares of two nodes', () => {
  const given = (share: number, used: number, nodeId: number) =>
    aNode({ nodeId, reading: used, closeAt: share, heldCloseAt: share, share })

  it('are equal at first', () => {
    const shares = planBudgets(gib, [aNode(), aNode({ nodeId: 2 })]).map(budget => budget.share)
    expect(Math.abs((shares[0] ?? 0) - (shares[1] ?? 0))).toBeLessThanOrEqual(1)
  })

  it('are lowered first, and raised only when the lowering is confirmed', () => {
    const a = given(gib, 700 * mib, 1)
    const b = given(gib, 0, 2)
    const left = 2 * gib - 700 * mib
    const [first, second] = planBudgets(left, [a, b])
    expect(first?.closeAt).toBe(a.closeAt)
    expect(second?.closeAt).toBeLessThan(b.closeAt)
    expect(second?.heldCloseAt).toBe(b.closeAt)

    const lowered = { ...b, ...second }
    const waiting = { ...a, ...first }
    expect(planBudgets(left, [waiting, lowered])).toEqual([first, second])

    const confirmed = { ...lowered, heldCloseAt: lowered.closeAt }
    const [raised, kept] = planBudgets(left, [waiting, confirmed])
    expect(kept?.closeAt).toBe(confirmed.closeAt)
    expect(raised?.closeAt ?? 0).toBeGreaterThan(a.closeAt)
    // A quarter of an equal part for the idle one, everything else where the use is.
    expect(kept?.share).toBe(Math.floor(left / 8) - 1)
    expect((raised?.closeAt ?? 0) - a.reading + (kept?.closeAt ?? 0)).toBeGreaterThan(left - 8)
  })

  it('give a node that is silent nothing, and no longer hold against the user what it may pass', () => {
    const a = given(gib, gib, 1)
    const b = { ...given(gib, 0, 2), serving: false, reserving: false }
    const [first, second] = planBudgets(gib, [a, b])
    expect(first?.closeAt).toBe(2 * gib)
    expect(second?.closeAt).toBe(0)
  })

  it('hold against the user what a released port may still pass, until it is confirmed closed', () => {
    const released = aNode({ nodeId: 2, heldCloseAt: 600 * mib, serving: false })
    expect(planBudgets(gib, [aNode(), released])[0]?.closeAt).toBe(gib - 600 * mib)
  })

  it('are lowered where less is left than is reserved', () => {
    const budgets = planBudgets(100 * mib, [given(gib, 0, 1), given(gib, 0, 2)])
    expect(budgets.reduce((sum, budget) => sum + budget.closeAt, 0)).toBeLessThanOrEqual(100 * mib)
  })

  it('come down from no limit to a limit', () => {
    const open = Number.POSITIVE_INFINITY
    const nodes = [1, 2].map(nodeId => aNode({ nodeId, closeAt: open, heldCloseAt: open }))
    for (const budget of planBudgets(gib, nodes)) {
      expect(budget.closeAt).toBeLessThanOrEqual(gib / 2)
      expect(budget.heldCloseAt).toBe(open)
    }
  })
})

describe('through any sequence of traffic, collections, grants, revisions and rates', () => {
  const node = fc.nat({ max: 3 })
  const size = fc.oneof(
    fc.integer({ min: 1, max: 200 * kib }),
    fc.integer({ min: 1, max: gib }),
    fc.integer({ min: 1, max: 4 * gib }),
  )
  const rate = fc.constantFrom(0, 1, 333, 1_000, 1_500, 7_777, 100_000)
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('traffic' as const), node, size }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('collect' as const), node }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('decide' as const) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('publish' as const), node }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('visit' as const), node }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('grant' as const), size }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('rate' as const), node, rate }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), node }) },
  )
  const rates = fc.array(rate, { minLength: 1, maxLength: 4 })

  it('the nodes together never pass more than was granted', () => {
    fc.assert(
      fc.property(rates, fc.array(step, { maxLength: 120 }), (nodeRates, steps) => {
        const fleet = createFleet(nodeRates)
        fleet.grant(2 * gib)
        for (const one of steps) {
          const before = fleet.reserved()
          fleet.take(one)
          if (one.kind === 'decide' || one.kind === 'visit') {
            expect(fleet.reserved()).toBeLessThanOrEqual(Math.max(fleet.left(), before))
          }
          expect(fleet.passed()).toBeLessThanOrEqual(fleet.granted())
          expect(fleet.couldPass()).toBeLessThanOrEqual(fleet.granted())
        }
        // The last byte can be had: with every node visited until nothing moves, all that is left is in the kernels.
        fleet.settle()
        expect(fleet.reserved()).toBeLessThanOrEqual(fleet.left())
        const metered = fleet.metered()
        if (metered.length > 0) {
          const open = metered.reduce(
            (sum, one) => sum + chargedAtMost(one.closeAt - one.reading, one.rate),
            0,
          )
          const roundings = metered.reduce((sum, one) => sum + one.rate / 1_000 + 4_098, 5_000)
          expect(open).toBeGreaterThanOrEqual(fleet.left() - roundings)
        }
        if (fleet.left() > mib) {
          for (const one of metered) {
            const share = chargedAtMost(one.closeAt - one.reading, one.rate)
            expect(share).toBeGreaterThanOrEqual(fleet.left() / (8 * metered.length) - 20_000)
          }
        }
        const before = fleet.revision()
        fleet.settle()
        expect(fleet.revision()).toBe(before)
      }),
      { numRuns: 1_500 },
    )
  })

  it('what is reserved only shrinks where bytes were taken back or a node went silent', () => {
    const shrinking = fc.oneof(
      { weight: 4, arbitrary: step },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('takeBack' as const), size }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), node }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('return' as const), node }) },
    )
    fc.assert(
      fc.property(rates, fc.array(shrinking, { maxLength: 120 }), (nodeRates, steps) => {
        const fleet = createFleet(nodeRates)
        fleet.grant(2 * gib)
        for (const one of steps) {
          const before = fleet.reserved()
          fleet.take(one)
          if (one.kind === 'decide') {
            expect(fleet.reserved()).toBeLessThanOrEqual(Math.max(fleet.left(), before))
          }
        }
        fleet.returnAll()
        fleet.settle()
        expect(fleet.reserved()).toBeLessThanOrEqual(Math.max(fleet.left(), 0))
      }),
      { numRuns: 500 },
    )
  })
})

it('counts the greater of the wanted and the held limit as reserved', () => {
  expect(reservedFor(aNode({ closeAt: 10, heldCloseAt: 30, reading: 5 }))).toBe(25)
})
