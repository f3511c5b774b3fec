import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import type { HubTrust } from '../ipc-contract/profile.ts'
import { asCallError, CallError } from './call-error.ts'

/** Opens a stream to the hub's address: straight, or through an SSH server. */
export type Dial = (host: string, port: number) => Promise<Duplex>

const handshakeMs = 10_000

/** Begins TLS on a dialled stream without believing anybody: `judgeCertificate` comes before a byte is sent. */
export async function openTls(stream: Duplex, host: string, authority: string | null): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      socket: stream,
      // An address is compared with the certificate by `host`; as SNI only names are allowed.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      host,
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      rejectUnauthorized: false,
      ...(authority === null ? {} : { ca: [authority] }),
    })
    const timer = setTimeout(() => socket.destroy(new CallError('hub_slow')), handshakeMs)
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      resolve(socket)
    })
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(asCallError(error))
    }
    socket.once('error', fail)
  })
}

/** Throws `hub_certificate_changed` unless the hub has proven to be the one of the profile. */
export function judgeCertificate(socket: TLSSocket, trust: HubTrust): void {
  if (socket.authorized) return
  const found = socket.getPeerCertificate(true)
  const top = topOfChain(found)
  const reason = String(socket.authorizationError)
  socket.destroy()
  throw new CallError('hub_certificate_changed', {
    reason,
    expected: trust.kind === 'authority' ? trust.fingerprint : trust.kind,
    found: top === null ? null : fingerprintOf(top),
    validUntil: found.valid_to ?? null,
    names: found.subjectaltname ?? '',
  })
}

/** The certificate furthest from the leaf that was shown; null where none was. */
export function topOfChain(leaf: DetailedPeerCertificate): DetailedPeerCertificate | null {
  if (leaf.raw === undefined) return null
  let top = leaf
  // A chain is short, and a certificate that signed itself points at itself.
  for (let depth = 0; depth < 8; depth += 1) {
    const issuer = top.issuerCertificate as DetailedPeerCertificate | undefined
    if (issuer?.raw === undefined || issuer === top || issuer.fingerprint256 === top.fingerprint256) break
    top = issuer
  }
  return top
}

/** SHA-256 of the DER in lower-case hex. */
export function fingerprintOf(certificate: DetailedPeerCertificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase()
}
