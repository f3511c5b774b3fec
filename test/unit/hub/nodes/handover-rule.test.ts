import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { handoverMs, judgeHandover, type ReleasedPort } from '../../../../hub/nodes/handover-rule.ts'

const releasedAt = 1_000_000 as Instant
const later = (releasedAt + handoverMs) as Instant
const aPort = (wanted: Partial<ReleasedPort> = {}): ReleasedPort => ({
  nodeId: 1,
  releasedAt,
  releaseRevision: 7,
  applied: { epoch: 1, revision: 7 },
  read: true,
  ...wanted,
})

describe('the handover of a port', () => {
  it('is allowed 48 hours after the release, once closed and read', () => {
    expect(judgeHandover([aPort()], 1, later)).toEqual({ kind: 'free' })
    expect(judgeHandover([aPort()], 1, (later - 1) as Instant)).toEqual({ kind: 'too_early', until: later })
  })

  it.each([
    ['has not applied the closing revision', { applied: { epoch: 1, revision: 6 } }],
    ['answered in an earlier epoch', { applied: { epoch: 0, revision: 9 } }],
    ['was not read after the closing', { read: false }],
  ])('waits for every node that served it: one %s', (_what, wanted) => {
    const ports = [aPort(), aPort({ nodeId: 2, ...wanted })]
    expect(judgeHandover(ports, 1, (later + handoverMs) as Instant)).toEqual({
      kind: 'unconfirmed',
      nodes: [2],
    })
  })

  it('counts from the last release', () => {
    const ports = [aPort(), aPort({ nodeId: 2, releasedAt: (releasedAt + 5) as Instant })]
    expect(judgeHandover(ports, 1, later)).toEqual({ kind: 'too_early', until: later + 5 })
  })
})
