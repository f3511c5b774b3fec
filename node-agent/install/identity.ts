import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import {
  type CertificateGrant,
  type EnrolmentBundle,
  enrolmentBundle,
} from '../../hub/contract/agent/enrolment.ts'
import type { Crash } from '../crash-points.ts'
import { type Outcome, refuse, succeed } from '../outcome.ts'
import type { Clock } from '../ports.ts'
import { writeDurably } from '../state/write-durably.ts'
import { makeCsr, makeKey, namesOfNode } from './make-csr.ts'

const identityFile = z.strictObject({
  version: z.literal(1),
  nodeId: z.number().int().min(1),
  listen: z.strictObject({ host: z.string(), port: z.number().int() }),
  key: z.string(),
  certificate: z.string(),
  trustedCas: z.array(z.string()).min(1).max(2),
})
export type Identity = z.infer<typeof identityFile>

export interface IdentityStore {
  identity(): Identity | null
  bundle(): EnrolmentBundle | null
  /** A request for the key that the next certificate is for; the same one until a certificate is granted. */
  request(): Promise<string>
  /** Checks and stores the certificate for the requested key. Fails with `enrolment_refused` or `bad_request`. */
  accept(grant: CertificateGrant): Promise<Outcome<Identity>>
}

/** Why a bundle cannot be used for enrolment; null if it can. */
export function bundleProblem(bundle: EnrolmentBundle, now: number): string | null {
  return bundle.expiresAt <= now ? 'the enrolment bundle has run out: make a new one on the hub' : null
}

/** Why a granted certificate is not one for this node and key; null if it is. */
export function grantProblem(grant: CertificateGrant, keyPem: string, nodeId: number): string | null {
  const { dns, uri } = namesOfNode(nodeId)
  try {
    const certificate = new X509Certificate(grant.certificate)
    const own = createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' })
    if (!own.equals(certificate.publicKey.export({ type: 'spki', format: 'der' }))) {
      return 'the certificate is for another key'
    }
    const names = (certificate.subjectAltName ?? '').split(', ')
    if (!names.includes(`URI:${uri}`) || !names.includes(`DNS:${dns}`))
      return 'the certificate is for another node'
    const signed = grant.trustedCas.some(ca => certificate.verify(new X509Certificate(ca).publicKey))
    return signed ? null : 'none of the certificate authorities named signed the certificate'
  } catch {
    return 'the certificate cannot be read'
  }
}

async function readJson<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T> | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`${path} is not readable as what it should be`, { cause: error })
  }
}

/** Key, certificate and trusted authorities in the state directory; at first only the bundle. */
export async function openIdentity(
  directory: string,
  bundlePath: string | null,
  parts: { readonly crash: Crash; readonly clock: Clock },
): Promise<IdentityStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'identity.json')
  const kept = join(directory, 'bundle.json')
  const nextKey = join(directory, 'next-key.pem')
  let identity = await readJson(path, identityFile)
  let bundle: EnrolmentBundle | null = null
  if (!identity) {
    if (bundlePath !== null && bundlePath !== kept) {
      const given = await readJson(bundlePath, enrolmentBundle)
      if (!given) throw new Error(`there is no enrolment bundle at ${bundlePath}`)
      await writeDurably(kept, JSON.stringify(given), parts.crash)
    }
    bundle = await readJson(kept, enrolmentBundle)
  }

  // Requests may come at once: a second key would fit none of the certificates signed for the first.
  let making: Promise<string> | null = null
  function pendingKey(): Promise<string> {
    making ??= readOrMakeKey().finally(() => {
      making = null
    })
    return making
  }

  async function readOrMakeKey(): Promise<string> {
    try {
      return await readFile(nextKey, 'utf8')
    } catch {
      const key = makeKey()
      await writeDurably(nextKey, key, parts.crash)
      parts.crash('enrol.after-key')
      return key
    }
  }

  const nodeId = () => identity?.nodeId ?? bundle?.nodeId
  return {
    identity: () => identity,
    bundle: () => bundle,
    async request() {
      const id = nodeId()
      if (id === undefined) throw new Error('this agent has neither an identity nor a bundle')
      return makeCsr(await pendingKey(), id)
    },
    async accept(grant) {
      const id = nodeId()
      const listen = identity?.listen ?? bundle?.listen
      if (id === undefined || listen === undefined) return refuse('enrolment_refused', 'there is no bundle')
      const expired = bundle && bundleProblem(bundle, parts.clock.now())
      if (expired) return refuse('enrolment_refused', expired)
      // A renewal may name only new authorities for the key in use: a rotation needs no new key.
      const pending = await pendingKey()
      const fits = (key: string) => grantProblem(grant, key, id)
      const current = identity?.key
      const key =
        current !== undefined && fits(pending) !== null && fits(current) === null ? current : pending
      const problem = fits(key)
      if (problem) return refuse('bad_request', problem)
      const next: Identity = { version: 1, nodeId: id, listen, key, ...grant }
      parts.crash('enrol.before-certificate')
      await writeDurably(path, JSON.stringify(next), parts.crash)
      identity = next
      bundle = null
      await rm(kept, { force: true })
      if (key === pending) await rm(nextKey, { force: true })
      return succeed(next)
    },
  }
}
