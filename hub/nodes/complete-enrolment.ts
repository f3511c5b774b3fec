import { closeAlert, openAlert } from '../alerts/alerts.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { NodeRow } from '../db/entities/nodes.ts'
import { certificateEntity } from '../db/entities/system.ts'
import type { Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import { type Failure, fail, type Outcome, outcomeOf, RolledBack, succeed } from '../kernel/outcome.ts'
import { confirmDelivery, issueNodeCertificate } from '../pki/issue-certificate.ts'
import type { PkiDeps } from '../pki/pki-deps.ts'
import type { AgentAddress, AgentCalls, AgentReply } from './node-ports.ts'
import { findNode, lockNode, saveNode } from './node-store.ts'
import { mapNode } from './node-view.ts'

export interface CompleteEnrolmentDeps extends PkiDeps {
  readonly agent: Pick<AgentCalls, 'fetchEnrolment' | 'putEnrolment' | 'health'>
}

const usedTwice = 'node.bundle_used_twice'

/**
 * Meets the agent that was started with a node's bundle: it must show the bundle's own certificate and its token;
 * the hub signs its request and hands the certificate over. The bundle is void from the moment its token was taken,
 * except where the agent did not get its certificate. A token that comes again raises an alert.
 * Certificates of an agent enrolled before are denied.
 * Fails with `node_not_found`, `node_removed`, `not_ready` (no bundle is open, or it ran out), `node_unreachable`, and
 * `forbidden` where bundle or token is not the one that is open.
 */
export async function completeEnrolment(
  deps: CompleteEnrolmentDeps,
  input: { readonly nodeId: number },
  actor: Actor,
): Promise<Outcome<NodeRow>> {
  const { nodeId } = input
  const found = await outcomeOf(() => deps.database.inTransaction(tx => findBundle(tx, nodeId)))
  if (!found.ok) return found
  const { node, fingerprint } = found.value
  const target = { nodeId, host: node.managementHost, port: node.managementPort }
  const asked = await deps.agent.fetchEnrolment(target, fingerprint)
  if (!asked.ok) return unreachable(asked)
  const hash = deps.vault.hash(asked.value.token)
  const claimed = await claim(deps, nodeId, hash)
  if (!claimed.ok) {
    if (claimed.code !== 'forbidden') return claimed
    // Somebody else may just have enrolled this very machine: then it is no longer what it showed.
    if (await tookIt(deps, target))
      return outcomeOf(() => deps.database.inTransaction(tx => findNode(tx, nodeId)))
    await raiseAlarm(deps, nodeId)
    return claimed
  }
  const issued = await issueNodeCertificate(deps, { nodeId, csr: asked.value.csr }, actor)
  if (!issued.ok) return issued
  const { certificate, trustedCas, serial } = issued.value
  const sent = await deps.agent.putEnrolment(target, fingerprint, {
    certificate,
    trustedCas: [...trustedCas],
  })
  if (!sent.ok && !(await tookIt(deps, target))) {
    // No certificate got out, so the token is as good as before, unless the agent itself calls it used.
    if (sent.error?.error !== 'enrolment_refused') await reopen(deps, nodeId, hash)
    return unreachable(sent)
  }
  return outcomeOf(() => deps.database.inTransaction(tx => enter(tx, deps, nodeId, serial, actor)))
}

async function findBundle(tx: Tx, nodeId: number): Promise<{ node: NodeRow; fingerprint: string }> {
  const node = await findNode(tx, nodeId)
  if (node.state === 'removed') throw new RolledBack(fail('node_removed', { nodeId }))
  const bundle = await tx.manager.findOne(certificateEntity, {
    where: { nodeId, role: 'enrolment' },
    order: { issuedAt: 'DESC' },
  })
  if (bundle === null) throw new RolledBack(fail('not_ready', { nodeId, reason: 'no_bundle' }))
  return { node, fingerprint: bundle.fingerprint }
}

/** Takes the token: of two who come with it, one gets it. */
function claim(deps: CompleteEnrolmentDeps, nodeId: number, hash: string): Promise<Outcome<null>> {
  return deps.database.inTransaction(async (tx): Promise<Outcome<null>> => {
    const at = deps.clock.now()
    const node = await lockNode(tx, nodeId)
    if (node.enrolmentHash === hash) {
      if ((node.enrolmentExpiresAt ?? 0) <= at) return fail('not_ready', { nodeId, reason: 'bundle_expired' })
      await saveNode(tx, { ...node, enrolmentHash: null })
      return succeed(null)
    }
    return fail('forbidden', { nodeId, reason: 'bundle_used_twice' })
  })
}

function raiseAlarm(deps: CompleteEnrolmentDeps, nodeId: number): Promise<void> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    await openAlert(tx, {
      at,
      kind: usedTwice,
      subject: `node:${nodeId}`,
      severity: 'critical',
      message:
        'An agent shows an enrolment bundle that was used before or replaced. Somebody may have a copy of it: ' +
        'look at the machine at the management address, and enrol the node with a new bundle.',
    })
  })
}

/** The answer may have been lost after the agent had taken the certificate: then it shows it from now on. */
async function tookIt(deps: CompleteEnrolmentDeps, target: AgentAddress): Promise<boolean> {
  return (await deps.agent.health(target)).ok
}

function reopen(deps: CompleteEnrolmentDeps, nodeId: number, hash: string): Promise<void> {
  return deps.database.inTransaction(async tx => {
    const node = await lockNode(tx, nodeId)
    // Unless a new bundle was made meanwhile.
    if (node.enrolmentHash === null) await saveNode(tx, { ...node, enrolmentHash: hash })
  })
}

async function enter(
  tx: Tx,
  deps: CompleteEnrolmentDeps,
  nodeId: number,
  serial: string,
  actor: Actor,
): Promise<NodeRow> {
  const at = deps.clock.now()
  const before = await lockNode(tx, nodeId)
  const node: NodeRow = {
    ...before,
    state: before.state === 'new' ? 'active' : before.state,
    enrolledAt: at,
    enrolmentExpiresAt: before.enrolmentHash === null ? null : before.enrolmentExpiresAt,
    version: before.version + 1,
  }
  await saveNode(tx, node)
  await tx.query(
    "UPDATE certificates SET revokedAt = ? WHERE nodeId = ? AND role = 'node' AND revokedAt IS NULL AND serial <> ?",
    [at, nodeId, serial],
  )
  await confirmDelivery(tx, serial, at)
  await closeAlert(tx, { at, kind: usedTwice, subject: `node:${nodeId}` })
  await announce(tx, { at, kind: 'node.enrolled', subject: { nodeId } })
  await recordAudit(tx, {
    at,
    actor,
    action: 'node.completeEnrolment',
    subject: `node:${nodeId}`,
    before: mapNode(before),
    after: mapNode(node),
  })
  return node
}

function unreachable(reply: Extract<AgentReply<unknown>, { ok: false }>): Failure {
  return fail('node_unreachable', { reason: reply.kind, message: reply.message })
}
