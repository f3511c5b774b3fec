import { randomBytes } from 'node:crypto'
import type { Instant } from '../contract/primitives.ts'
import type { Database } from '../db/transaction.ts'
import { applyGate } from '../gate/apply-gate.ts'
import { confirmRevision } from '../gate/confirm-revision.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Crash } from '../kernel/crash-points.ts'
import type { Logger } from '../kernel/logger.ts'
import type { AssignmentCache } from '../metering/assigned-ports.ts'
import { type Collected, collectNode } from '../metering/collect-node.ts'
import { countersQueryOf } from '../metering/counter-delta.ts'
import { readMeter } from '../metering/meter-store.ts'
import { rollUpNode } from '../metering/roll-up.ts'
import type { SettleUsage } from '../metering/settle-port.ts'
import type { AgentAnswer, AgentClient, AgentTarget } from '../node-config/agent-client.ts'
import { type PublishResult, publishConfig } from '../node-config/publish-config.ts'
import { recordContact, recordHealth } from '../nodes/contact-store.ts'
import { createNodeWatch, type NodeWatch } from '../nodes/node-watch.ts'
import type { Vault } from '../secrets/vault.ts'

export interface VisitDeps {
  readonly clock: Clock
  readonly logger: Logger
  readonly timeZone: string
  readonly vault: Pick<Vault, 'open'>
  readonly settle: SettleUsage
  readonly assignments: AssignmentCache
  readonly agent: AgentClient
  readonly crash: Crash
  /** Told after every collection, for the figures of `/metrics`. */
  onCollected?(nodeId: number, collected: Collected, tookMs: number, at: Instant): void
  onFailed?(nodeId: number, kind: VisitFailure['kind']): void
}

/** Why a visit came to nothing: what the agent's line says, or what the hub cannot take or bring into force. */
export interface VisitFailure {
  readonly kind: Extract<AgentAnswer<never>, { ok: false }>['kind'] | 'stale' | 'halted' | 'configuration'
  /** For people. */
  readonly text: string
}

type Counted = Extract<Collected, { kind: 'counted' }>

/** A budget moves by lowering, reading and raising: two rounds; a new instance adds one. */
const maxRounds = 4

// The database of a visit proves the lease in every transaction, so the steps need no guard of their own.
const guard = async () => {}

/**
 * One visit: asks the node, takes the answer into the ledger, decides the gates of those it touched and publishes
 * what follows, until nothing follows. False where the node did not answer as it should.
 */
export function createVisit(deps: VisitDeps) {
  const { crash } = deps
  const watches = new Map<number, NodeWatch>()

  function watchOf(nodeId: number): NodeWatch {
    const known = watches.get(nodeId) ?? createNodeWatch(nodeId)
    watches.set(nodeId, known)
    return known
  }

  /** Asks, counts and decides. */
  async function collectOnce(
    database: Database,
    agent: AgentClient,
    target: AgentTarget,
  ): Promise<Counted | VisitFailure> {
    const { nodeId } = target
    const startedAt = deps.clock.now()
    const meter = await database.inTransaction(tx => readMeter(tx, nodeId))
    const query = countersQueryOf(meter, randomBytes(16).toString('hex'))
    const answered = await agent.counters(target, query)
    if (!answered.ok) return { kind: answered.kind, text: `${answered.kind}: ${answered.message}` }
    let freed: readonly number[] = []
    const receivedAt = deps.clock.now()
    const collected = await collectNode(
      {
        database: crashingBeforeCommit(database, crash),
        timeZone: deps.timeZone,
        settle: deps.settle,
        assignments: deps.assignments,
        guard,
        confirmRevision: async (tx, ...applied) => {
          freed = await confirmRevision(tx, ...applied, receivedAt)
        },
      },
      { nodeId, query, answer: answered.value, receivedAt },
    )
    crash('collect.after-commit')
    const at = deps.clock.now()
    deps.onCollected?.(nodeId, collected, at - startedAt, at)
    if (collected.kind === 'stale') return { kind: 'stale', text: `stale answer: ${collected.reason}` }
    if (collected.kind === 'cloned') {
      return { kind: 'halted', text: `collection is halted: ${collected.reason}` }
    }
    watchOf(nodeId).passed(collected)
    if (collected.rollUpDue) {
      await rollUpNode({ database, timeZone: deps.timeZone, settle: deps.settle, guard }, nodeId)
    }
    const touched = [...new Set([...collected.touchedUsers, ...freed])]
    if (touched.length > 0) {
      await applyGate({ database, clock: deps.clock, timeZone: deps.timeZone }, touched, 'usage', nodeId)
      crash('gate.after-commit')
    }
    return collected
  }

  /** The skew of the node's clock in ms. */
  async function visitUntilSettled(database: Database, target: AgentTarget): Promise<VisitFailure | number> {
    const { agent } = deps
    const sending: Pick<AgentClient, 'putConfig'> = {
      async putConfig(...call) {
        crash('publish.before-send')
        const answer = await agent.putConfig(...call)
        crash('publish.after-send')
        return answer
      },
    }
    let skewMs = 0
    for (let round = 0; round < maxRounds; round += 1) {
      let collected = await collectOnce(database, agent, target)
      // A node that was away for long delivers its marks in several answers.
      while (collected.kind === 'counted' && collected.more) {
        collected = await collectOnce(database, agent, target)
      }
      if (collected.kind !== 'counted') return collected
      skewMs = collected.skewMs
      const published = await publishConfig(
        { database, vault: deps.vault, agent: sending, clock: deps.clock, timeZone: deps.timeZone },
        target.nodeId,
        guard,
      )
      if (published.kind === 'applied') crash('publish.after-commit')
      if (published.kind === 'failed') return notConfigured(`${published.reason}: ${published.message}`)
      if (published.kind === 'ahead') return notConfigured('the node has applied a later one')
      if (!callsForAnother(published)) break
    }
    await askHealth(database, agent, target)
    return skewMs
  }

  async function askHealth(database: Database, agent: AgentClient, target: AgentTarget): Promise<void> {
    const now = deps.clock.now()
    const watch = watchOf(target.nodeId)
    if (!watch.isDue(now)) return
    const health = await agent.health(target)
    if (health.ok) await recordHealth(database, health.value, watch.sample(health.value, now), now)
  }

  return async (target: AgentTarget, database: Database, pauseIfSilentMs: number): Promise<boolean> => {
    const result = await visitUntilSettled(database, target)
    const at = deps.clock.now()
    if (typeof result !== 'number') {
      const { kind, text: error } = result
      deps.logger.warn({ nodeId: target.nodeId, reason: error }, 'a node could not be collected')
      deps.onFailed?.(target.nodeId, kind)
      const nextTryAt = (at + pauseIfSilentMs) as Instant
      await recordContact(database, target.nodeId, { ok: false, at, error, nextTryAt })
      return false
    }
    const rates = watchOf(target.nodeId).rates()
    await recordContact(database, target.nodeId, { ok: true, at, skewMs: result, rates })
    return true
  }
}

function crashingBeforeCommit(database: Database, crash: Crash): Database {
  return {
    ...database,
    inTransaction: work =>
      database.inTransaction(async tx => {
        const result = await work(tx)
        crash('collect.before-commit')
        return result
      }),
  }
}

const notConfigured = (reason: string): VisitFailure => ({
  kind: 'configuration',
  text: `configuration: ${reason}`,
})

/** After a configuration went into force the readings are wanted at once: they free what it lowered. */
function callsForAnother(published: PublishResult): boolean {
  return published.kind !== 'current' && published.kind !== 'gone'
}
