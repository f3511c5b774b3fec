import { X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate } from 'node:tls'
import type { HubGlimpse, HubRoute } from '../ipc-contract/profile.ts'
import { openSshTunnel } from '../provisioning/ssh-tunnel.ts'
import { CallError } from './call-error.ts'
import { type Dial, fingerprintOf, judgeCertificate, openTls, topOfChain } from './connect-socket.ts'
import { dialDirectly } from './dial-directly.ts'
import { type HubAddress, parseAddress } from './parse-address.ts'

/**
 * Looks who answers at an address: nothing is sent but a TLS handshake (and, where the route has one, the sign-in to
 * the SSH server). What is found is for a person to compare; it is believed only once it was saved.
 */
export async function lookAtHub(
  text: string,
  route: HubRoute,
  sshSecret: string | null,
): Promise<HubGlimpse> {
  const address = parseAddress(text)
  if (address === null) throw new CallError('address_refused', { address: text })
  if (route.kind === 'direct') return { ...(await look(address, dialDirectly)), sshHostKey: null }
  const tunnel = await openSshTunnel(route, { expectedHostKey: null, secret: sshSecret })
  try {
    return { ...(await look(address, tunnel.dial)), sshHostKey: tunnel.hostKey }
  } finally {
    tunnel.close()
  }
}

async function look(address: HubAddress, dial: Dial): Promise<Omit<HubGlimpse, 'sshHostKey'>> {
  const { host, port } = address
  if (!address.isTls) {
    ;(await dial(host, port)).destroy()
    return { trust: { kind: 'loopback' }, certificate: null }
  }
  const socket = await openTls(await dial(host, port), host, null)
  const leaf = socket.getPeerCertificate(true)
  const isVouchedFor = socket.authorized
  socket.destroy()
  const certificate = describe(leaf)
  if (isVouchedFor) return { trust: { kind: 'system' }, certificate }
  const top = topOfChain(leaf)
  if (top === null) throw new CallError('hub_answer_unknown', { reason: 'no certificate' })
  const trust = {
    kind: 'authority' as const,
    fingerprint: fingerprintOf(top),
    certificate: new X509Certificate(top.raw).toString(),
  }
  // The chain must hold by itself: a name that does not fit shows now, not at the sign-in.
  const again = await openTls(await dial(host, port), host, trust.certificate)
  judgeCertificate(again, trust)
  again.destroy()
  return { trust, certificate }
}

function describe(leaf: DetailedPeerCertificate): NonNullable<HubGlimpse['certificate']> {
  return {
    subject: leaf.subjectaltname ?? nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    validUntil: Date.parse(leaf.valid_to),
  }
}

function nameOf(name: DetailedPeerCertificate['subject']): string {
  const { CN, O } = name
  return [CN ?? O ?? ''].flat().join(', ')
}
