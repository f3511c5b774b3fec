import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/transaction.ts'
import { readBalances } from '../entitlements/read-balances.ts'
import { loadStandings } from '../entitlements/standing.ts'
import { applyGateInTx } from '../gate/apply-gate.ts'
import type { Clock } from '../kernel/clock.ts'
import type { SmtpAccess } from '../mail/smtp-settings.ts'
import { meterEntry } from '../metering/meter-store.ts'
import type { AgentClient } from '../node-config/agent-client.ts'
import { buildDesiredConfig } from '../node-config/build-desired-config.ts'
import { loadNodeState } from '../node-config/node-state-store.ts'
import { assignNodes } from '../nodes/assign-nodes.ts'
import { releasePorts } from '../nodes/release-ports.ts'
import type { AssignPorts } from '../nodes/write-assignments.ts'
import { readPlansOf } from '../orders/read-plans-of.ts'
import type { HubCredentialsWhenAsked } from '../pki/hub-credentials.ts'
import type { Vault } from '../secrets/vault.ts'
import type { ApplyGate, AssignNodes, ReadBalances } from '../users/ports.ts'
import { wireMail } from './wire-mail.ts'
import { wireSubscriptions } from './wire-subscriptions.ts'

export interface Parts {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly credentials: HubCredentialsWhenAsked
  readonly agent: AgentClient
  /** Null: operators set the mail server in the console. */
  readonly smtpOfEnvironment: SmtpAccess | null
}

/** The same parts with everything that runs against the order of the folders, wired here and nowhere else. */
export function wirePorts(parts: Parts) {
  const { config, vault } = parts
  const { timeZone } = config
  const chargedSoFar: AssignPorts['chargedSoFar'] = async (tx, nodeId, port) =>
    (await meterEntry(tx, nodeId, port)).charged
  const applyGate: ApplyGate = (tx, userIds, now, cause, settle) =>
    applyGateInTx(tx, { now, timeZone }, userIds, cause, settle)
  const assign: AssignNodes = (tx, userIds, at) => assignNodes(tx, userIds, at, { chargedSoFar })
  const balances: ReadBalances = (tx, userIds, at) => readBalances(tx, userIds, at, timeZone)
  return {
    ...parts,
    ...wireMail(parts),
    ...wireSubscriptions(parts),
    timeZone,
    allowLocal: config.demo,
    refreshCredentials: () => parts.credentials.refresh(),
    random: (size: number): Buffer => randomBytes(size),
    chargedSoFar,
    applyGate,
    assignNodes: assign,
    releasePorts,
    readBalances: balances,
    readPlans: readPlansOf,
    /** Takes from users' grants what they passed so far. */
    settle: (tx: Parameters<ApplyGate>[0], userIds: readonly number[], now: Parameters<ApplyGate>[2]) =>
      loadStandings(tx, { userIds, now, timeZone, settle: 'all' }),
    /** A node's whole desired configuration; null where its limits cannot be said yet. */
    desiredConfig: (nodeId: number) =>
      parts.database.inTransaction(async tx => {
        const state = await loadNodeState(tx, nodeId)
        if (state === null || state.instance === null) return null
        const ports = state.ports.map(port => ({ ...port, password: vault.open(port.passwordSecret) }))
        return buildDesiredConfig({ ...state, instance: state.instance }, ports)
      }),
  }
}

export type WiredParts = ReturnType<typeof wirePorts>
