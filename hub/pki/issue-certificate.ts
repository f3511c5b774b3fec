import { recordAudit } from '../audit/record-audit.ts'
import type { Instant } from '../contract/primitives.ts'
import { certificateEntity } from '../db/entities/system.ts'
import type { Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { insertCertificate, openIssuer, readAuthorities } from './authority-store.ts'
import {
  type CertificateRole,
  type CertificateShape,
  enrolmentShape,
  hubShape,
  listenerShape,
  nodeShape,
} from './certificate-roles.ts'
import type { PkiDeps } from './pki-deps.ts'
import {
  BadRequest,
  generateKeyPair,
  privateKeyPem,
  type SignedCertificate,
  signLeaf,
  verifiedRequestKey,
} from './sign-certificate.ts'

/** A certificate with its private key, both PEM. */
export interface Identity extends SignedCertificate {
  readonly key: string
  readonly authorityId: number
}

export interface NodeCertificate extends SignedCertificate {
  /** PEM; what the agent shall trust from now on. */
  readonly trustedCas: readonly string[]
}

interface Leaf {
  readonly role: CertificateRole
  readonly nodeId: number | null
  readonly shape: CertificateShape
  readonly issuer: 'current' | 'newest'
}

/**
 * Signs an agent's request: the certificate names this node whatever the request says. Fails with `bad_request`
 * where it is malformed or its signature is wrong. Once the agent has it, call `confirmDelivery`.
 */
export async function issueNodeCertificate(
  deps: PkiDeps,
  input: { readonly nodeId: number; readonly csr: string },
  actor: Actor,
): Promise<Outcome<NodeCertificate>> {
  const { nodeId } = input
  let publicKey: Awaited<ReturnType<typeof verifiedRequestKey>>
  try {
    publicKey = await verifiedRequestKey(input.csr)
  } catch (error) {
    if (error instanceof BadRequest) return fail('bad_request', { csr: error.message })
    throw error
  }
  // During a rotation agents move to the next authority, which the hub trusts already.
  const leaf: Leaf = { role: 'node', nodeId, shape: nodeShape(nodeId), issuer: 'newest' }
  const signed = await signAndStore(deps, leaf, publicKey, actor)
  return succeed({ ...signed, trustedCas: await trustedCertificates(deps) })
}

/** The hub's client certificate, for this process alone: its key is never stored. */
export function issueHubCertificate(deps: PkiDeps): Promise<Identity> {
  return issueIdentity(deps, { role: 'hub', nodeId: null, shape: hubShape(), issuer: 'current' })
}

/** What a bundle carries for first contact; lives 24 h. The hub takes no other certificate there: pin `fingerprint`. */
export function issueEnrolmentCertificate(deps: PkiDeps, nodeId: number): Promise<Identity> {
  return issueIdentity(deps, { role: 'enrolment', nodeId, shape: enrolmentShape(nodeId), issuer: 'current' })
}

/**
 * A certificate of the admin listener for these names and addresses, followed by its authority's: consoles pin the
 * authority, so that a new leaf is no surprise.
 */
export async function issueListenerCertificate(deps: PkiDeps, hosts: readonly string[]): Promise<Identity> {
  const identity = await issueIdentity(deps, {
    role: 'listener',
    nodeId: null,
    shape: listenerShape(hosts),
    issuer: 'current',
  })
  const { current } = await deps.database.inTransaction(tx => readAuthorities(tx))
  return { ...identity, certificate: `${identity.certificate.trimEnd()}\n${current.certificate}` }
}

/** Every authority that is trusted now, PEM: one, or two during a rotation. */
export function trustedCertificates(deps: Pick<PkiDeps, 'database'>): Promise<readonly string[]> {
  return deps.database.inTransaction(async tx => {
    const { current, next } = await readAuthorities(tx)
    return next ? [current.certificate, next.certificate] : [current.certificate]
  })
}

/** The agent was seen to use the certificate, or said that it took it. */
export async function confirmDelivery(tx: Tx, serial: string, at: Instant): Promise<void> {
  await tx.manager.update(certificateEntity, { serial }, { deliveredAt: at })
}

async function issueIdentity(deps: PkiDeps, leaf: Leaf): Promise<Identity> {
  const keys = await generateKeyPair()
  const signed = await signAndStore(deps, leaf, keys.publicKey, { kind: 'system', name: 'pki' })
  return { ...signed, key: privateKeyPem(keys) }
}

async function signAndStore(
  deps: PkiDeps,
  leaf: Leaf,
  publicKey: Parameters<typeof signLeaf>[1],
  actor: Actor,
): Promise<SignedCertificate & { readonly authorityId: number }> {
  const { database, clock, vault } = deps
  const at = clock.now()
  const authority = await database.inTransaction(async tx => {
    const { current, next } = await readAuthorities(tx)
    return leaf.issuer === 'newest' ? (next ?? current) : current
  })
  const signed = await signLeaf(openIssuer(vault, authority), publicKey, leaf.shape, at)
  const { role, nodeId } = leaf
  await database.inTransaction(async tx => {
    const deliveredAt = role === 'node' ? null : at
    await insertCertificate(tx, { ...signed, authorityId: authority.id, role, nodeId, at, deliveredAt })
    await recordAudit(tx, {
      at,
      actor,
      action: 'certificate.issue',
      subject: nodeId === null ? role : `node:${nodeId}`,
      before: null,
      after: { role, serial: signed.serial, expiresAt: signed.expiresAt, authority: authority.id },
    })
  })
  return { ...signed, authorityId: authority.id }
}
