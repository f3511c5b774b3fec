import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RolloutProblem, RolloutState } from '../../../../../hub/contract/admin/rollouts.ts'
import {
  confirmWithinMs,
  decideStep,
  isOpen,
  type NodeSight,
  type NodeStanding,
  type RolloutStanding,
} from '../../../../../hub/nodes/rollouts/rollout-rule.ts'

const now = 1_000_000_000
const minute = 60_000
const quiet: NodeSight = { confirmed: false, trouble: null, silence: null, lastError: '' }
const confirmed: NodeSight = { ...quiet, confirmed: true }
const ill: RolloutProblem = { code: 'agent_problem', facts: { part: 'disk' } }
const silent: RolloutProblem = { code: 'not_answering', facts: {} }

const aNode = (position: number, change: Partial<NodeStanding> = {}): NodeStanding => ({
  position,
  state: 'waiting',
  appliedAt: null,
  confirmedAt: null,
  healthySince: null,
  wasChanged: false,
  sight: quiet,
  ...change,
})
const applied = { state: 'applied', appliedAt: now - minute, wasChanged: true } as const
const wellSince = (ms: number) =>
  ({ ...applied, state: 'confirmed', healthySince: now - ms, sight: confirmed }) as const
const aRollout = (state: RolloutStanding['state'], nodes: readonly NodeStanding[]): RolloutStanding => ({
  ...{ state, healthyMs: 10 * minute, atOnce: 2, nodes },
})
const decide = (state: RolloutStanding['state'], ...nodes: NodeStanding[]) => {
  const step = decideStep(aRollout(state, nodes), now)
  return { state: step.state, change: step.change, patches: Object.fromEntries(step.patches) }
}

describe('a trial', () => {
  it('begins with the first node alone', () => {
    expect(decide('trial', aNode(0), aNode(1))).toEqual({ state: 'trial', change: [0], patches: {} })
  })

  it('goes to the next where the first has the settings, or was left as it was', () => {
    const nodes = [aNode(0, { state: 'unchanged' }), aNode(1, { state: 'skipped' }), aNode(2), aNode(3)]
    expect(decide('trial', ...nodes)).toMatchObject({ state: 'trial', change: [2] })
  })

  it('waits until the node has confirmed, and counts its time from then', () => {
    expect(decide('trial', aNode(0, applied), aNode(1))).toEqual({ state: 'trial', change: [], patches: {} })
    expect(decide('trial', aNode(0, { ...applied, sight: confirmed }), aNode(1))).toEqual({
      state: 'trial',
      change: [],
      patches: { 0: { state: 'confirmed', confirmedAt: now, healthySince: now } },
    })
  })

  it('waits until the node was well for as long as was said', () => {
    expect(decide('trial', aNode(0, wellSince(10 * minute - 1)), aNode(1)).state).toBe('trial')
    expect(decide('trial', aNode(0, wellSince(10 * minute)), aNode(1), aNode(2), aNode(3))).toMatchObject({
      state: 'spreading',
      change: [1, 2],
    })
  })

  it.each<[string, Partial<NodeStanding>, RolloutProblem['code']]>([
    ['says that it is not well', { ...applied, sight: { ...quiet, trouble: ill } }, 'agent_problem'],
    [
      'confirms and is not well',
      { ...wellSince(minute), sight: { ...confirmed, trouble: ill } },
      'agent_problem',
    ],
    [
      'confirms and falls silent',
      { ...wellSince(minute), sight: { ...confirmed, silence: silent } },
      'not_answering',
    ],
    ['does not confirm in time', { ...applied, appliedAt: now - confirmWithinMs }, 'not_confirmed'],
  ])('fails where the node %s', (_name, node, code) => {
    const step = decide('trial', aNode(0, node), aNode(1))
    expect(step).toMatchObject({ state: 'failed', change: [], patches: { 0: { state: 'failed' } } })
    expect(step.patches[0]?.problem?.code).toBe(code)
  })

  it('lets a node be silent that has not confirmed yet, as long as it has time', () => {
    const away = { ...applied, sight: { ...quiet, silence: silent } }
    expect(decide('trial', aNode(0, away), aNode(1))).toMatchObject({ state: 'trial', patches: {} })
  })

  it('is done where every node has the settings already', () => {
    expect(decide('trial', aNode(0, { state: 'unchanged' })).state).toBe('done')
  })
})

describe('spreading', () => {
  it('changes as many at once as were said, and the next when one has confirmed', () => {
    const first = aNode(0, wellSince(minute))
    const nodes = [first, aNode(1, applied), aNode(2, { ...applied, sight: confirmed }), aNode(3), aNode(4)]
    expect(decide('spreading', ...nodes)).toMatchObject({ state: 'spreading', change: [3] })
  })

  it('stops where a node fails that had confirmed long before', () => {
    const bad = aNode(0, { ...wellSince(60 * minute), sight: { ...confirmed, silence: silent } })
    expect(decide('spreading', bad, aNode(1, applied), aNode(2))).toMatchObject({
      state: 'failed',
      change: [],
    })
  })

  it('is done when the last has confirmed', () => {
    const last = aNode(1, { ...applied, sight: confirmed })
    expect(decide('spreading', aNode(0, wellSince(minute)), last).state).toBe('done')
  })
})

describe('rolling back', () => {
  it('gives back to all that were changed, at once, and leaves those that were not', () => {
    const nodes = [
      aNode(0, wellSince(minute)),
      aNode(1, { ...applied, state: 'failed' }),
      aNode(2, { state: 'failed' }),
      aNode(3, { state: 'unchanged' }),
      aNode(4),
    ]
    expect(decide('rolling_back', ...nodes)).toEqual({ state: 'rolling_back', change: [0, 1], patches: {} })
  })

  it('is over when all have answered, or had their time', () => {
    const restoring = { ...applied, state: 'restoring' } as const
    expect(decide('rolling_back', aNode(0, restoring)).state).toBe('rolling_back')
    expect(decide('rolling_back', aNode(0, { ...restoring, sight: confirmed }))).toMatchObject({
      state: 'rolled_back',
      patches: { 0: { state: 'restored', confirmedAt: now } },
    })
    expect(
      decide('rolling_back', aNode(0, { ...restoring, appliedAt: now - confirmWithinMs })),
    ).toMatchObject({
      state: 'rolled_back',
      patches: { 0: { state: 'restored', confirmedAt: null } },
    })
  })
})

it('never changes a second node before the first was well, nor more at once than was said', () => {
  const sight = fc.constantFrom(
    quiet,
    confirmed,
    { ...confirmed, trouble: ill },
    { ...quiet, silence: silent },
  )
  const looks = fc.array(fc.array(sight, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(looks, fc.integer({ min: 1, max: 4 }), (rounds, atOnce) => {
      let nodes = Array.from({ length: 6 }, (_, position) => aNode(position))
      let state: RolloutState = 'trial'
      let at = now
      for (const seen of rounds) {
        if (!isOpen(state)) break
        const standing = nodes.map((node, index) => ({ ...node, sight: seen[index] ?? quiet }))
        const step = decideStep({ state, healthyMs: 3 * minute, atOnce, nodes: standing }, at)
        nodes = standing.map(node => ({ ...node, ...step.patches.get(node.position) }))
        if (step.change.some(position => position > 0)) {
          expect(nodes[0]).toMatchObject({ state: 'confirmed' })
          expect(step.state).toBe('spreading')
        }
        for (const position of step.change) {
          nodes[position] = { ...aNode(position, applied), appliedAt: at }
        }
        if (step.state === 'failed') expect(step.change).toEqual([])
        expect(nodes.filter(node => node.state === 'applied').length).toBeLessThanOrEqual(atOnce)
        state = step.state
        at += minute
      }
      if (state === 'done') expect(nodes.every(node => node.state === 'confirmed')).toBe(true)
    }),
  )
})
