import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { DesiredConfig } from '../contract/agent/config.ts'
import type { AgentError } from '../contract/agent/errors.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { applyGate } from '../gate/apply-gate.ts'
import { resetStaleBudgets } from '../gate/gate-node-store.ts'
import type { Clock } from '../kernel/clock.ts'
import { configRefusedAlert } from '../nodes/node-store.ts'
import type { Vault } from '../secrets/vault.ts'
import type { AgentAnswer, AgentClient } from './agent-client.ts'
import { buildDesiredConfig } from './build-desired-config.ts'
import { loadNodeState, type NodeState } from './node-state-store.ts'

export interface PublishDeps {
  readonly database: Database
  readonly vault: Pick<Vault, 'open'>
  readonly agent: Pick<AgentClient, 'putConfig'>
  readonly clock: Clock
  /** IANA name of the operator's time zone. */
  readonly timeZone: string
}

/** Throws unless this hub still holds the node's lease. */
export type Guard = (tx: Tx) => Promise<void>

/**
 * `current`: the node had it already, nothing was sent. `applied`: sent and in force. `not_collected`: the limits
 * refer to readings, so the node is collected first. `ahead`: the node applied a greater pair than this database
 * knows, which was restored without a new epoch. `instance_changed`: collect again. `superseded`: the node has the
 * pair with other content; a new revision is waiting. `failed`: not sent or not taken, try again later.
 */
export type PublishResult =
  | { readonly kind: 'current'; readonly revision: number }
  | { readonly kind: 'applied'; readonly revision: number; readonly touched: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not_collected' }
  | { readonly kind: 'instance_changed' }
  | { readonly kind: 'superseded'; readonly revision: number }
  | { readonly kind: 'ahead'; readonly epoch: number; readonly revision: number }
  | {
      readonly kind: 'failed'
      readonly reason: Extract<AgentAnswer<never>, { ok: false }>['kind']
      readonly message: string
      readonly error?: AgentError
    }

/**
 * Sends a node the whole of its desired configuration, unless it has applied this (epoch, revision). Safe to repeat.
 * What the answer confirms frees no budget yet: that takes the readings of the next collection.
 */
export async function publishConfig(deps: PublishDeps, nodeId: number, guard: Guard): Promise<PublishResult> {
  const { database, vault } = deps
  const read = await database.inTransaction(async tx => {
    await guard(tx)
    const reset = await resetStaleBudgets(tx, [nodeId])
    return { reset: reset.length > 0, state: await loadNodeState(tx, nodeId) }
  })
  let { state } = read
  if (read.reset && state !== null) {
    // The budgets were of readings that began anew: closed by now, and given again here.
    await applyGate(deps, [...new Set(state.ports.map(port => port.userId))], 'new_instance')
    state = await database.inTransaction(tx => loadNodeState(tx, nodeId))
  }
  if (state === null) return { kind: 'gone' }
  if (state.instance === null) return { kind: 'not_collected' }
  const { applied } = state
  if (applied.epoch === state.epoch && applied.revision === state.revision) {
    return { kind: 'current', revision: state.revision }
  }
  if (isAhead(applied, state)) return noteAhead(deps, state, applied)
  const config = buildDesiredConfig(
    { ...state, instance: state.instance },
    state.ports.map(port => ({ ...port, password: vault.open(port.passwordSecret) })),
  )
  const target = { nodeId, host: state.managementHost, port: state.managementPort }
  const answer = await deps.agent.putConfig(target, config)
  if (!answer.ok) return refused(deps, state, answer)
  const { touched, ...applying } = answer.value
  if (applying.instance !== config.instance) return { kind: 'instance_changed' }
  if (isAhead(applying, state)) return noteAhead(deps, state, applying)
  await noteApplied(deps, state, config, guard)
  return { kind: 'applied', revision: config.revision, touched }
}

interface Pair {
  readonly epoch: number
  readonly revision: number
}

function isAhead(applied: Pair, ours: Pair): boolean {
  return applied.epoch > ours.epoch || (applied.epoch === ours.epoch && applied.revision > ours.revision)
}

const aheadAlert = (nodeId: number) => ({ kind: 'node.ahead', subject: `node:${nodeId}` })
const refusedAlert = (nodeId: number) => ({ kind: configRefusedAlert, subject: `node:${nodeId}` })

async function noteApplied(
  deps: PublishDeps,
  state: NodeState,
  config: DesiredConfig,
  guard: Guard,
): Promise<void> {
  const { nodeId } = state
  await deps.database.inTransaction(async tx => {
    await guard(tx)
    await tx.query(
      'UPDATE meters SET appliedEpoch = ?, appliedRevision = ? WHERE nodeId = ? AND instance = ?',
      [config.epoch, config.revision, nodeId, config.instance],
    )
    const at = deps.clock.now()
    await closeAlert(tx, { at, ...aheadAlert(nodeId) })
    await closeAlert(tx, { at, ...refusedAlert(nodeId) })
  })
}

async function noteAhead(deps: PublishDeps, state: NodeState, applied: Pair): Promise<PublishResult> {
  const { epoch, revision } = applied
  const message =
    `The node has applied configuration (epoch ${epoch}, revision ${revision}), this database knows only ` +
    `(${state.epoch}, ${state.revision}). It was restored from a backup without beginning a new epoch; ` +
    'the node keeps what it has until `sluice restore` has begun one.'
  await deps.database.inTransaction(tx =>
    openAlert(tx, { at: deps.clock.now(), ...aheadAlert(state.nodeId), severity: 'critical', message }),
  )
  return { kind: 'ahead', epoch, revision }
}

async function refused(
  deps: PublishDeps,
  state: NodeState,
  answer: Extract<AgentAnswer<unknown>, { ok: false }>,
): Promise<PublishResult> {
  const { kind: reason, message, error } = answer
  const failed = { kind: 'failed' as const, reason, message, ...(error === undefined ? {} : { error }) }
  switch (error?.error) {
    case 'revision_refused':
      return error.current === undefined ? failed : noteAhead(deps, state, error.current)
    case 'revision_conflict':
      return { kind: 'superseded', revision: await nextRevision(deps, state.nodeId) }
    case 'instance_changed':
      return { kind: 'instance_changed' }
    case 'bad_request':
    case 'too_large':
    case 'port_unusable':
    case 'cipher_unsupported':
      await deps.database.inTransaction(tx =>
        openAlert(tx, {
          at: deps.clock.now(),
          ...refusedAlert(state.nodeId),
          severity: 'critical',
          message: `The node refuses its configuration: ${message}`,
        }),
      )
      return failed
    default:
      return failed
  }
}

/** The same pair with other content is an agent that came back from an image: only a new revision wins over it. */
function nextRevision(deps: PublishDeps, nodeId: number): Promise<number> {
  return deps.database.inTransaction(async tx => {
    await tx.query('UPDATE nodes SET revision = revision + 1 WHERE id = ?', [nodeId])
    const state = await loadNodeState(tx, nodeId)
    return state?.revision ?? 0
  })
}
