import { describe, expect, it } from 'vitest'
import type { RolloutDetail } from '../../../../../hub/contract/admin/rollouts.ts'
import type { Instant } from '../../../../../hub/contract/primitives.ts'
import { choicesOf, newsOf, settingsOf } from '../../../../../src-renderer/features/nodes/build-rollout.ts'
import {
  emptyRollout,
  moveNode,
  readRolloutForm,
} from '../../../../../src-renderer/features/nodes/build-rollout-form.ts'

type Node = RolloutDetail['nodes'][number]

const aNode = (nodeId: number, state: Node['state'], before: Node['before'] = null): Node => ({
  ...{ nodeId, name: `n${nodeId}`, state, before },
  ...{ appliedAt: null, confirmedAt: null, healthySince: null, problem: null },
})
const had = { blockedPorts: [] }

function aRollout(state: RolloutDetail['state'], nodes: readonly Node[], spreadsAt: number | null = null) {
  const at = 1_000 as Instant
  const detail: RolloutDetail = {
    ...{ id: 1, state, change: { blockedPorts: [6881] }, reason: '', healthyMinutes: 10, atOnce: 3 },
    ...{ createdAt: at, createdBy: 'operator:1 Li', changedAt: at, failedOn: null },
    counts: { nodes: nodes.length, confirmed: 0, waiting: 0, failed: 0 },
    ...{ nodes: [...nodes], spreadsAt: spreadsAt as Instant | null },
  }
  return detail
}

describe('what a roll-out says of itself', () => {
  it('names the first node while it is on trial, and when the others follow', () => {
    const asked = aRollout('trial', [aNode(1, 'applied', had), aNode(2, 'waiting')])
    expect(newsOf(asked)).toEqual({ kind: 'asked', first: 'n1' })
    const proving = aRollout('trial', [aNode(1, 'confirmed', had), aNode(2, 'waiting')], 5_000)
    expect(newsOf(proving)).toEqual({ kind: 'proving', first: 'n1', spreadsAt: 5_000 })
  })

  it('takes the first node that is changed at all as the one on trial', () => {
    const rollout = aRollout('trial', [aNode(1, 'unchanged'), aNode(2, 'applied', had)])
    expect(newsOf(rollout)).toEqual({ kind: 'asked', first: 'n2' })
  })

  it('counts who has it where it failed, the node that failed among them', () => {
    const nodes = [aNode(1, 'confirmed', had), aNode(2, 'failed', had), aNode(3, 'waiting')]
    expect(newsOf(aRollout('failed', nodes))).toEqual({ kind: 'failed', having: 2, waiting: 1 })
  })
})

describe('what an operator can do with a roll-out', () => {
  it.each([
    ['trial', 'applied', { onward: null, skip: false, stop: true, rollBack: true }],
    ['trial', 'confirmed', { onward: 'spread', skip: false, stop: true, rollBack: true }],
    ['spreading', 'confirmed', { onward: null, skip: false, stop: true, rollBack: true }],
    ['failed', 'failed', { onward: 'retry', skip: true, stop: false, rollBack: true }],
    ['stopped', 'confirmed', { onward: 'goOn', skip: false, stop: false, rollBack: true }],
    ['done', 'confirmed', { onward: null, skip: false, stop: false, rollBack: true }],
    ['rolling_back', 'restoring', { onward: null, skip: false, stop: false, rollBack: false }],
    ['rolled_back', 'restored', { onward: null, skip: false, stop: false, rollBack: false }],
  ] as const)('while it is %s and its first node is %s', (state, first, expected) => {
    expect(choicesOf(aRollout(state, [aNode(1, first, had), aNode(2, 'waiting')]))).toEqual(expected)
  })

  it('offers no way back where nothing was changed', () => {
    expect(choicesOf(aRollout('failed', [aNode(1, 'failed')])).rollBack).toBe(false)
  })
})

describe('a roll-out as it is typed', () => {
  const typed = {
    ...emptyRollout,
    nodeIds: [3, 1],
    setsBlocked: true,
    blockedPorts: ['6969', '6881', '6881'],
  }

  it('changes only what is switched on', () => {
    const { plan, isWhole } = readRolloutForm(typed)
    expect(isWhole).toBe(true)
    expect(plan.change).toEqual({ blockedPorts: [6_881, 6_969] })
    expect(settingsOf(plan.change)).toEqual([{ setting: 'blockedPorts', value: [6_881, 6_969] }])
  })

  it('is not whole without a change or a node', () => {
    expect(readRolloutForm({ ...typed, setsBlocked: false }).isWhole).toBe(false)
    expect(readRolloutForm({ ...typed, nodeIds: [] }).isWhole).toBe(false)
  })

  it('says what is wrong, and only of what is switched on', () => {
    const wrong = { ...typed, portFrom: '9', portUntil: '8', blockedPorts: ['x'], atOnce: '0' }
    expect(readRolloutForm(wrong).problems).toEqual(['blockedPorts', 'atOnce'])
    expect(readRolloutForm({ ...wrong, setsPorts: true, setsBlocked: false }).problems).toEqual([
      'ports',
      'atOnce',
    ])
  })

  it('moves a node in the order, and nothing beyond its ends', () => {
    expect(moveNode([1, 2, 3], 3, -1)).toEqual([1, 3, 2])
    expect(moveNode([1, 2, 3], 1, -1)).toEqual([1, 2, 3])
    expect(moveNode([1, 2, 3], 3, 1)).toEqual([1, 2, 3])
  })
})
