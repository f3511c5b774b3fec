import { isIP } from 'node:net'
import type { EnrolmentBundle } from '../contract/agent/enrolment.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Actor } from '../kernel/actor.ts'
import { type Outcome, succeed } from '../kernel/outcome.ts'
import { enrolmentLifeMs } from '../pki/certificate-roles.ts'
import { issueEnrolmentCertificate, trustedCertificates } from '../pki/issue-certificate.ts'
import type { PkiDeps } from '../pki/pki-deps.ts'
import type { RandomBytes } from '../users/ports.ts'
import { changeNode } from './change-node.ts'

export interface EnrolNodeDeps extends PkiDeps {
  readonly random: RandomBytes
}

/**
 * Makes the bundle with which a node's agent is started once, within 24 hours. A bundle made before is void from now
 * on; an agent that is enrolled keeps working until the new one has taken its place.
 * Fails with `node_not_found`, `node_removed`.
 */
export async function enrolNode(
  deps: EnrolNodeDeps,
  input: { readonly nodeId: number },
  actor: Actor,
): Promise<Outcome<EnrolmentBundle>> {
  const { nodeId } = input
  const token = deps.random(32).toString('hex')
  const expiresAt = (deps.clock.now() + enrolmentLifeMs) as Instant
  const opened = await changeNode(deps, {
    nodeId,
    action: 'node.enroll',
    actor,
    patch: () => ({ enrolmentHash: deps.vault.hash(token), enrolmentExpiresAt: expiresAt }),
  })
  if (!opened.ok) return opened
  const { name, managementHost, managementPort } = opened.value
  const identity = await issueEnrolmentCertificate(deps, nodeId)
  return succeed({
    version: 1,
    nodeId,
    nodeName: name,
    trustedCas: [...(await trustedCertificates(deps))],
    bundleKey: identity.key,
    bundleCertificate: identity.certificate,
    token,
    expiresAt,
    // `::` takes IPv4 as well, but not where IPv6 is switched off.
    listen: { host: isIP(managementHost) === 6 ? '::' : '0.0.0.0', port: managementPort },
  })
}
