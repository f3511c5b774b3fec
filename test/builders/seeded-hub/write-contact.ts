import type { AgentHealth } from '../../../hub/contract/agent/health.ts'
import type { Instant } from '../../../hub/contract/primitives.ts'
import { nodeContactEntity } from '../../../hub/db/entities/nodes.ts'
import { dayMs, hourMs } from './local-calendar.ts'
import type { SeedNode } from './node-catalogue.ts'
import { appliedOf, certificateEnds, instanceOf, takenAt } from './node-facts.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedWorld } from './seed-world.ts'

/** How the last visits of a node went, and what its agent said of itself. */
export function writeContact(world: SeedWorld, sink: RowSink, node: SeedNode): void {
  const { id, plight } = node
  const { now } = world
  const fails = plight.kind === 'failing' ? plight : null
  const lastOkAt = takenAt(id, now) + 90
  sink.add(nodeContactEntity, {
    ...{ nodeId: id, lastOkAt, failures: fails === null ? 0 : Math.ceil(fails.forMs / 30_000) },
    failingSince: fails === null ? null : lastOkAt + 10_000,
    answeringSince: fails === null ? world.begin + id * hourMs : null,
    ...{ nextTryAt: fails === null ? 0 : now + 20_000, lastError: fails?.error ?? '' },
    ...{
      skewMs: plight.kind === 'skewed' ? plight.skewMs : (id * 17) % 90,
      health: healthOf(world, node),
      healthAt: lastOkAt,
      // Bits a second.
      uploadRate: fails === null ? 2_000_000 + ((id * 7_919) % 9) * 1_300_000 : null,
      downloadRate: fails === null ? 30_000_000 + ((id * 104_729) % 13) * 21_000_000 : null,
    },
  })
}

function healthOf(world: SeedWorld, node: SeedNode): AgentHealth {
  const { id, plight } = node
  const chance = world.chance('system', 100 + id)
  const now = takenAt(id, world.now) as Instant
  const desired = Math.floor(world.scale.users * 0.05 * chance.within(0.9, 1.1))
  const startedAt = Math.floor(now - chance.within(2, 90) * dayMs) as Instant
  const closed = Math.floor(desired * 0.12)
  const disk = {
    part: 'disk' as const,
    message: '94 % of /var/lib/sluice-agent is used',
    since: (now - 3 * hourMs) as Instant,
  }
  return {
    ...{
      version: '0.1.0',
      nodeVersion: 'v18.20.4',
      instance: instanceOf(node),
      start: chance.bytes(16).toString('hex'),
    },
    ...{ epoch: 1, revision: appliedOf(node), now, startedAt },
    ...{ ephemeralPorts: [32_768, 60_999], problems: plight.kind === 'troubled' ? [disk] : [] },
    ports: { desired, listening: desired - closed, closed },
    repairs: {
      tableRebuilt: id % 5 === 0 ? 1 : 0,
      portsRestarted: id % 3,
      backendRestarted: 0,
      orphansEnded: 0,
    },
    ...{ memoryBytes: 60_000_000 + id * 700_000, cpuSeconds: Math.floor((now - startedAt) / 40_000) },
    ...{ loadAverage: Math.round(chance.within(0.1, 2.5) * 100) / 100 },
    certificateExpiresAt: certificateEnds(node, world.now) as Instant,
    machine: {
      ...{ processors: 2, busySeconds: Math.floor((now - startedAt) / 9_000) },
      totalSeconds: Math.floor((now - startedAt) / 500),
      ...{ memoryTotalBytes: 2_048_000_000, memoryAvailableBytes: 700_000_000 + id * 11_000_000 },
    },
  }
}
