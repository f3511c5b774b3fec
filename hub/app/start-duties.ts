import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { nodeEntity } from '../db/entities/nodes.ts'
import { integerIn } from '../db/raw-row.ts'
import { rowsOf } from '../db/transaction.ts'
import { createSettleUsage } from '../entitlements/settle-usage.ts'
import type { EventFeed } from '../events/event-feed.ts'
import { runCollection } from '../jobs/collection-loop.ts'
import { runScheduler } from '../jobs/scheduler.ts'
import { createVisit, type VisitDeps } from '../jobs/visit-node.ts'
import type { Crash } from '../kernel/crash-points.ts'
import type { Logger } from '../kernel/logger.ts'
import { runEvery } from '../kernel/worker-loop.ts'
import { createAssignmentCache } from '../metering/assigned-ports.ts'
import type { WiredParts } from './ports.ts'
import { noRoom, watchRoom } from './watch-room.ts'
import { wireJobs } from './wire-jobs.ts'
import type { WiredSelling } from './wire-selling.ts'

export interface HubDuties {
  /** What keeps this hub from doing its work; empty when nothing does. */
  notReady(): Promise<readonly string[]>
  stop(): Promise<void>
}

export interface DutyDeps {
  readonly parts: WiredParts
  readonly selling: WiredSelling
  readonly logger: Logger
  readonly holder: string
  readonly leaseMs: number
  readonly registry: Registry
  readonly crash: Crash
  readonly feed: EventFeed
}

const credentialsEveryMs = 5_000
const maxParallelVisits = 64

/** Begins with everything the hub does by itself: collection, scheduled jobs, and fresh credentials. */
export function startDuties(deps: DutyDeps): HubDuties {
  const { parts, logger, holder, leaseMs } = deps
  const { database, clock, config, timeZone } = parts
  const stop = new AbortController()
  const { signal } = stop
  const visit = createVisit({
    clock,
    logger,
    timeZone,
    vault: parts.vault,
    settle: createSettleUsage({ timeZone }),
    assignments: createAssignmentCache(),
    agent: parts.agent,
    crash: deps.crash,
    ...measureVisits(deps.registry),
  })

  const collection = runCollection(
    {
      database,
      clock,
      logger,
      holder,
      leaseMs,
      everyMs: config.collectEverySeconds * 1_000,
      maxParallel: maxParallelVisits,
      nodeIds: () =>
        idsOf("SELECT id FROM nodes WHERE enrolledAt IS NOT NULL AND state <> 'removed' ORDER BY id"),
      pendingNodes: () =>
        idsOf(
          'SELECT n.id FROM nodes n JOIN meters m ON m.nodeId = n.id WHERE n.revision > m.appliedRevision ORDER BY n.id',
        ),
      visit: async (nodeId, fenced, pauseIfSilentMs) => {
        const node = await fenced.inTransaction(tx => tx.manager.findOneBy(nodeEntity, { id: nodeId }))
        if (node === null) return false
        const target = { nodeId, host: node.managementHost, port: node.managementPort }
        return visit(target, fenced, pauseIfSilentMs)
      },
    },
    signal,
  )
  const scheduler = runScheduler(
    { database, clock, logger, holder, timeZone, leaseMs, work: wireJobs(parts, deps.selling, logger) },
    signal,
  )
  const credentials = runEvery({
    name: 'credentials',
    everyMs: credentialsEveryMs,
    maxBackOffMs: 60_000,
    clock,
    signal,
    onFailure: error => logger.warn({ err: error }, 'credentials could not be refreshed'),
    run: () => parts.credentials.refresh(),
  })

  const room = watchRoom({ database, clock, logger }, signal)
  const feeding = deps.feed.run(signal, error => logger.warn({ err: error }, 'events could not be read'))

  function idsOf(sql: string): Promise<number[]> {
    return database.inTransaction(async tx => rowsOf(await tx.query(sql)).map(row => integerIn(row, 'id')))
  }

  return {
    async notReady() {
      try {
        await database.inTransaction(tx => tx.query('SELECT 1'))
        if (database.storage?.fullSince() != null) return [noRoom]
        return signal.aborted ? ['the hub is stopping'] : []
      } catch (error) {
        return [`the database does not answer: ${error instanceof Error ? error.message : String(error)}`]
      }
    },
    async stop() {
      stop.abort()
      await Promise.all([collection, scheduler, credentials, feeding, room])
    },
  }
}

function measureVisits(registry: Registry): Required<Pick<VisitDeps, 'onCollected' | 'onFailed'>> {
  const registers = [registry]
  const seconds = new Histogram({
    name: 'sluice_collection_seconds',
    help: 'Time from asking a node to having stored its answer',
    buckets: [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const bytes = new Counter({
    name: 'sluice_counted_bytes_total',
    help: 'Bytes taken into the ledger',
    labelNames: ['direction'],
    registers,
  })
  const results = new Counter({
    name: 'sluice_collections_total',
    help: 'Answers of nodes by what became of them',
    labelNames: ['result'],
    registers,
  })
  const last = new Gauge({
    name: 'sluice_node_last_collection_seconds',
    help: 'When a node was last collected by this hub, in Unix seconds',
    labelNames: ['node'],
    registers,
  })
  const failed = new Counter({
    name: 'sluice_failed_visits_total',
    help: 'Visits of this hub to nodes that came to nothing, by node and reason',
    labelNames: ['node', 'kind'],
    registers,
  })
  return {
    onCollected(nodeId, collected, tookMs, at) {
      results.inc({ result: collected.kind })
      seconds.observe(tookMs / 1_000)
      if (collected.kind !== 'counted') return
      bytes.inc({ direction: 'upload' }, collected.upload)
      bytes.inc({ direction: 'download' }, collected.download)
      last.set({ node: String(nodeId) }, at / 1_000)
    },
    onFailed: (nodeId, kind) => failed.inc({ node: String(nodeId), kind }),
  }
}
