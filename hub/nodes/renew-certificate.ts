import type { Actor } from '../kernel/actor.ts'
import { createLimit } from '../kernel/limit.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../kernel/outcome.ts'
import { confirmDelivery, issueNodeCertificate } from '../pki/issue-certificate.ts'
import { listRenewals } from '../pki/list-renewals.ts'
import type { PkiDeps } from '../pki/pki-deps.ts'
import type { AgentCalls } from './node-ports.ts'
import { findNode } from './node-store.ts'

export interface RenewDeps extends PkiDeps {
  readonly agent: Pick<AgentCalls, 'fetchCertificateRequest' | 'putCertificate'>
}

/**
 * Signs a new certificate for an enrolled agent, over the one it has, and tells it which authorities to trust.
 * Safe to repeat: a certificate the agent did not take is only written down.
 * Fails with `node_not_found`, `node_removed`, `not_ready` (not enrolled), `node_unreachable`, `bad_request`.
 */
export async function renewCertificate(
  deps: RenewDeps,
  input: { readonly nodeId: number },
  actor: Actor,
): Promise<Outcome<{ readonly expiresAt: number }>> {
  const { nodeId } = input
  const found = await outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const node = await findNode(tx, nodeId)
      if (node.state === 'removed') throw new RolledBack(fail('node_removed', { nodeId }))
      if (node.enrolledAt === null)
        throw new RolledBack(fail('not_ready', { nodeId, reason: 'not_enrolled' }))
      return { nodeId, host: node.managementHost, port: node.managementPort }
    }),
  )
  if (!found.ok) return found
  const target = found.value
  const request = await deps.agent.fetchCertificateRequest(target)
  if (!request.ok) return fail('node_unreachable', { reason: request.kind, message: request.message })
  const issued = await issueNodeCertificate(deps, { nodeId, csr: request.value.csr }, actor)
  if (!issued.ok) return issued
  const { certificate, trustedCas, serial, expiresAt } = issued.value
  const sent = await deps.agent.putCertificate(target, { certificate, trustedCas: [...trustedCas] })
  if (!sent.ok) return fail('node_unreachable', { reason: sent.kind, message: sent.message })
  await deps.database.inTransaction(tx => confirmDelivery(tx, serial, deps.clock.now()))
  return succeed({ expiresAt })
}

export interface FleetWalk {
  readonly renewed: readonly number[]
  readonly failed: readonly { readonly nodeId: number; readonly message: string }[]
}

/**
 * Renews every node whose certificate runs out, comes from an authority that is to go, or was signed before the set
 * of trusted ones changed. Run it daily, and after each step of a rotation until nothing failed.
 */
export async function walkFleet(deps: RenewDeps, actor: Actor, parallel = 8): Promise<FleetWalk> {
  const due = await deps.database.inTransaction(tx => listRenewals(tx, deps.clock.now()))
  const limit = createLimit(parallel)
  const results = await Promise.all(
    due.map(({ nodeId }) =>
      limit(async () => ({ nodeId, outcome: await renewCertificate(deps, { nodeId }, actor) })),
    ),
  )
  return {
    renewed: results.filter(({ outcome }) => outcome.ok).map(({ nodeId }) => nodeId),
    failed: results.flatMap(({ nodeId, outcome }) =>
      outcome.ok
        ? []
        : [
            {
              nodeId,
              message: `${outcome.code}: ${String(outcome.facts['message'] ?? outcome.facts['reason'])}`,
            },
          ],
    ),
  }
}
