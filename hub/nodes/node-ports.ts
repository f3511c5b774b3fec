import type { AppliedConfig } from '../contract/agent/config.ts'
import type { CertificateGrant, EnrolmentRequest } from '../contract/agent/enrolment.ts'
import type { AgentError } from '../contract/agent/errors.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import type { ApplyGate } from '../users/ports.ts'
import type { ChangeNodeDeps } from './change-node.ts'
import type { AssignPorts } from './write-assignments.ts'

/** Takes what these users' ports counted and no grant has paid for yet from their grants. Locks what it needs. */
export type SettleUsers = (tx: Tx, userIds: readonly number[], at: Instant) => Promise<unknown>

/** What a use case needs that moves users between nodes. */
export interface MoveDeps extends ChangeNodeDeps, AssignPorts {
  readonly applyGate: ApplyGate
}

/** Where a node's agent is. */
export interface AgentAddress {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

export type AgentReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: string; readonly message: string; readonly error?: AgentError }

/** What the hub asks of agents outside metering; `AgentClient` is one. */
export interface AgentCalls {
  getConfig(target: AgentAddress): Promise<AgentReply<AppliedConfig>>
  health(target: AgentAddress): Promise<AgentReply<unknown>>
  fetchEnrolment(target: AgentAddress, fingerprint: string): Promise<AgentReply<EnrolmentRequest>>
  putEnrolment(
    target: AgentAddress,
    fingerprint: string,
    grant: CertificateGrant,
  ): Promise<AgentReply<unknown>>
  fetchCertificateRequest(target: AgentAddress): Promise<AgentReply<{ readonly csr: string }>>
  putCertificate(target: AgentAddress, grant: CertificateGrant): Promise<AgentReply<unknown>>
}
