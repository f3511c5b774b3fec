import type { TLSSocket } from 'node:tls'
import { type Outcome, refuse, succeed } from '../outcome.ts'

const hubRole = 'URI:urn:sluice:role:hub'
const clientAuth = '1.3.6.1.5.5.7.3.2'

/** Lets in only a client whose certificate a trusted authority issued, for clients, with the hub's role. */
export function authoriseClient(socket: TLSSocket): Outcome<null> {
  const peer = socket.getPeerCertificate()
  // Without a certificate Node gives an empty object.
  if (!peer || Object.keys(peer).length === 0) {
    return refuse('certificate_required', 'the agent answers only to a client certificate of its hub')
  }
  if (!socket.authorized) {
    return refuse(
      'not_the_hub',
      `the client certificate is not accepted: ${String(socket.authorizationError)}`,
    )
  }
  const names = (peer.subjectaltname ?? '').split(', ')
  const usages: readonly string[] = peer.ext_key_usage ?? []
  if (!names.includes(hubRole) || !usages.includes(clientAuth)) {
    return refuse('not_the_hub', 'the client certificate does not carry the role of the hub')
  }
  return succeed(null)
}
