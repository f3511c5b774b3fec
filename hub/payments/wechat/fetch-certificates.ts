import * as z from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import type { ClockSkew } from './clock-skew.ts'
import {
  type Decrypted,
  decryptResource,
  type EncryptedResource,
  encryptedResource,
} from './decrypt-resource.ts'
import { parseJson, readErrorBody } from './map-error-body.ts'
import type { ReadMerchant } from './merchant.ts'
import type { SentAnswer } from './send-request.ts'
import type { Send } from './transport.ts'
import type { CertificateBatch, PlatformCertificate } from './trust-store.ts'
import {
  isSignedBy,
  isStale,
  normalSerial,
  readCertificate,
  readSignatureHeaders,
} from './verify-signature.ts'

export const certificatesPath = '/v3/certificates'

const certificateList = z.object({
  data: z.array(z.object({ serial_no: z.string(), encrypt_certificate: encryptedResource })).max(50),
})

/** What went wrong, so that a test of the settings can name the setting. */
export type CertificateFault = 'fault' | 'status' | 'content' | 'key' | 'signature' | 'stale'
export type FetchedCertificates =
  | { readonly ok: true; readonly certificates: readonly PlatformCertificate[] }
  | (Extract<CertificateBatch, { ok: false }> & {
      readonly fault: CertificateFault
      readonly sent: SentAnswer
    })

/** The certificates inside an answer; `key`: one does not open; `content`: it is no list of certificates, or one is not what its serial names. */
export function openCertificates(
  body: string,
  open: (resource: EncryptedResource) => Decrypted,
): readonly PlatformCertificate[] | 'content' | 'key' {
  const list = certificateList.safeParse(parseJson(body))
  if (!list.success || list.data.data.length === 0) return 'content'
  const certificates: PlatformCertificate[] = []
  for (const item of list.data.data) {
    const opened = open(item.encrypt_certificate)
    if (!opened.ok) return 'key'
    try {
      const certificate = readCertificate(opened.plain.toString('utf8'))
      if (certificate.serial !== normalSerial(item.serial_no)) return 'content'
      certificates.push(certificate)
    } catch {
      return 'content'
    }
  }
  return certificates
}

/**
 * Asks for the platform certificates. The answer proves itself: only who knows the APIv3 key could seal them, and one
 * of them (or the public key) must have signed it just now. A merchant without certificates gets a 404, which only the
 * public key can prove.
 */
export async function fetchCertificates(deps: {
  readonly send: Send
  readonly merchant: Pick<ReadMerchant, 'apiV3Key' | 'publicKey'>
  readonly serial: string | null
  readonly skew: ClockSkew
  readonly clock: Clock
}): Promise<FetchedCertificates> {
  const { merchant, skew, clock } = deps
  const sent = await deps.send({ method: 'GET', path: certificatesPath, serial: deps.serial })
  const failed = (fault: CertificateFault, message: string): FetchedCertificates => ({
    ok: false,
    fault,
    message,
    sent,
  })
  if (sent.kind === 'fault') return failed('fault', sent.message)
  const text = sent.body.toString('utf8')
  const error = readErrorBody(text)
  const hasNone = sent.status === 404 && error?.code === 'RESOURCENOTEXISTS'
  if (sent.status !== 200 && !hasNone) {
    // Perhaps because of a wrong clock here: the date moves an alarm alone.
    if (sent.status === 401 && error !== null) skew.note(sent.headers.date)
    return failed('status', `answered ${sent.status}${error === null ? '' : ` ${error.code}`}`)
  }
  const certificates = hasNone ? [] : openCertificates(text, one => decryptResource(one, merchant.apiV3Key))
  if (certificates === 'key') return failed('key', 'the APIv3 key does not open the certificates')
  if (certificates === 'content')
    return failed('content', 'answered something that is no list of certificates')

  const claimed = readSignatureHeaders(sent.headers)
  if (typeof claimed === 'string') return failed('signature', 'the answer is not signed')
  const key =
    claimed.serial === merchant.publicKey?.id
      ? merchant.publicKey.key
      : certificates.find(one => one.serial === normalSerial(claimed.serial))?.key
  if (key === undefined) return failed('signature', 'the answer is signed by an unknown key')
  if (!isSignedBy(key, claimed, sent.body)) return failed('signature', 'the signature of the answer is wrong')
  skew.note(sent.headers.date)
  if (isStale(claimed, clock.now())) return failed('stale', 'the answer was signed too far from the present')
  return { ok: true, certificates }
}
