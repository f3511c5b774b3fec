import { describe, expect, it } from 'vitest'
import type { MeteringSummary } from '../../../../../hub/contract/admin/metering.ts'
import type { NodeDetail, NodeReason } from '../../../../../hub/contract/admin/node-views.ts'
import {
  judgeConfiguration,
  judgeCounting,
  judgeServing,
} from '../../../../../src-renderer/features/nodes/build-verdicts.ts'

const node = (reasons: readonly NodeReason[] = [], over: Partial<NodeDetail> = {}) =>
  ({
    ...{ id: 3, state: 'active', desiredRevision: 5, appliedRevision: 5, lastCollectedAt: 1 },
    summary: { level: 'ok', reasons },
    ...over,
  }) as unknown as NodeDetail

const summary = (over: Partial<MeteringSummary> = {}) =>
  ({ lastProof: null, counts: {}, nodes: [], halted: [], since: 0, ...over }) as unknown as MeteringSummary

describe('the three questions about a node', () => {
  it.each([
    ['one that is well', node(), 'yes'],
    ['one that is silent, though it drains', node(['failing', 'draining'], { state: 'draining' }), 'silent'],
    ['one whose agent complains', node(['agent_problem']), 'trouble'],
    ['one that is emptied', node(['draining'], { state: 'draining' }), 'draining'],
    ['one that never answered', node([], { lastCollectedAt: null }), 'unknown'],
    ['one without a certificate', node(['not_enrolled']), 'not_enrolled'],
    ['one that was removed', node([], { state: 'removed' }), 'removed'],
  ])('serving: %s', (_, one, word) => {
    expect(judgeServing(one).word).toBe(word)
  })

  it('configuration: a refusal is worse than being behind', () => {
    const behind = { appliedRevision: 4 }
    expect(judgeConfiguration(node()).word).toBe('newest')
    expect(judgeConfiguration(node(['config_pending'], behind)).word).toBe('pending')
    expect(judgeConfiguration(node(['config_refused'], behind))).toEqual({ tone: 'bad', word: 'refused' })
    expect(judgeConfiguration(node([], { lastCollectedAt: null })).word).toBe('unknown')
  })

  it('counting: stopped before all, then sums that differ, then silence; incidents are those of this node', () => {
    const difference = { nodeId: 3, sums: 'hours = days', left: 1, right: 2 }
    const lastProof = { at: 1, nodes: 9, differing: 1, differences: [difference] }
    const differs = summary({ lastProof } as unknown as Partial<MeteringSummary>)
    const counted = summary({
      nodes: [
        { nodeId: 3, name: 'a', lastAt: 1, counts: { gap: 2, late: 1 } },
        { nodeId: 4, name: 'b', lastAt: 1, counts: { gap: 7 } },
      ] as unknown as MeteringSummary['nodes'],
    })
    expect(judgeCounting(node(['halted']), differs).word).toBe('halted')
    expect(judgeCounting(node(), differs).word).toBe('differs')
    expect(judgeCounting(node(['failing']), counted)).toEqual({ tone: 'warn', word: 'late', incidents: 3 })
    expect(judgeCounting(node(), counted)).toMatchObject({ word: 'whole', incidents: 3 })
    expect(judgeCounting(node(), undefined)).toMatchObject({ word: 'whole', incidents: 0 })
  })
})
