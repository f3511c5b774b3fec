import {
  nodeSampleEntity,
  type RolloutNodeRow,
  type RolloutRow,
  rolloutEntity,
  rolloutNodeEntity,
} from '../../../hub/db/entities/fleet.ts'
import { busyness } from './busyness.ts'
import { dayMs } from './local-calendar.ts'
import { seedNodes } from './node-catalogue.ts'
import { revisionOf, takenAt } from './node-facts.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedWorld } from './seed-world.ts'

const sampleMs = 300_000
const minute = 60_000

/** How every node fared in each five minutes of some days. */
export async function writeSamples(world: SeedWorld, sink: RowSink): Promise<void> {
  for (const { id: nodeId, serves } of seedNodes) {
    if (!serves) continue
    const chance = world.chance('system', 500 + nodeId)
    const mean = chance.within(0.6, 1.6)
    const ports = Math.floor(world.scale.users * 0.05)
    const first = world.now - world.scale.sampledDays * dayMs + sampleMs
    const last = takenAt(nodeId, world.now)
    for (let at = first - (first % sampleMs); at <= last; at += sampleMs) {
      const busy = busyness(at) * mean * chance.within(0.8, 1.2)
      const download = Math.floor(busy * 9e9)
      const portsClosed = Math.floor(ports * 0.12)
      sink.add(nodeSampleEntity, {
        ...{
          nodeId,
          at,
          cpu: Math.min(990, Math.floor(80 + busy * 320)),
          loadAverage: Math.floor(200 + busy * 900),
        },
        ...{ memoryUsed: Math.floor(9e8 + busy * 2e8), memoryTotal: 2_048_000_000 },
        ...{ agentMemory: 60_000_000 + nodeId * 700_000, portsListening: ports - portsClosed, portsClosed },
        ...{ upload: Math.floor(download * 0.11), download, spanMs: sampleMs },
      })
    }
    if (sink.isFull()) await sink.settle()
  }
}

/** Roll-outs of settings: one that went well, one that failed on its first node, one that is being tried. */
export function writeRollouts(world: SeedWorld, sink: RowSink): void {
  const { now } = world
  const wanted = { ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'] } as const
  const shared = { healthyMinutes: 10, atOnce: 3, createdBy: 'operator:2 Wang Min' }
  const add = (
    row: Pick<RolloutRow, 'id' | 'state' | 'wanted' | 'reason' | 'createdAt' | 'changedAt'>,
    nodes: readonly (Pick<RolloutNodeRow, 'nodeId' | 'state'> & Partial<RolloutNodeRow>)[],
  ) => {
    sink.add(rolloutEntity, { ...shared, ...row, openKey: row.state === 'trial' ? 'open' : null })
    for (const [position, node] of nodes.entries()) {
      sink.add(rolloutNodeEntity, {
        ...{
          rolloutId: row.id,
          position,
          revision: null,
          hadBefore: null,
          appliedAt: null,
          confirmedAt: null,
        },
        ...{ healthySince: null, problem: null, ...node },
      })
    }
  }
  const old = now - 70 * dayMs
  const well = (nodeId: number, after: number) => {
    const appliedAt = old + after * minute
    const times = { appliedAt, confirmedAt: appliedAt + 4_000, healthySince: appliedAt + 10_000 }
    return {
      nodeId,
      state: 'confirmed' as const,
      revision: 120,
      hadBefore: { ciphers: ['aes-256-gcm' as const] },
      ...times,
    }
  }
  add(
    {
      id: 1,
      state: 'done',
      wanted: { ciphers: [...wanted.ciphers] },
      reason: 'older phones',
      createdAt: old,
      changedAt: old + 16 * minute,
    },
    [well(2, 0), well(3, 11), well(5, 11), well(7, 11), well(8, 13)],
  )
  const late = now - 2 * dayMs
  const problem = { code: 'not_confirmed' as const, facts: { minutes: 10, lastError: 'read ECONNRESET' } }
  add(
    {
      id: 2,
      state: 'failed',
      wanted: { blockedPorts: [12_345, 20_000] },
      reason: 'used by another program',
      createdAt: late,
      changedAt: late + 10 * minute,
    },
    [
      {
        nodeId: 19,
        state: 'failed',
        revision: 600,
        hadBefore: { blockedPorts: [] },
        appliedAt: late,
        problem,
      },
      { nodeId: 20, state: 'waiting' },
      { nodeId: 21, state: 'waiting' },
    ],
  )
  const tried = seedNodes[14]
  if (tried === undefined) return
  const begun = now - 6 * minute
  add(
    {
      id: 3,
      state: 'trial',
      wanted: { blockedPorts: [10_443] },
      reason: '',
      createdAt: begun,
      changedAt: begun,
    },
    [
      {
        nodeId: tried.id,
        state: 'applied',
        revision: revisionOf(tried),
        hadBefore: { blockedPorts: [] },
        appliedAt: begun,
      },
      ...[16, 17, 18, 20].map(nodeId => ({ nodeId, state: 'waiting' as const })),
    ],
  )
}
