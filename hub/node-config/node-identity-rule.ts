/** What of a server's certificate says who shows it. */
export interface ShownCertificate {
  /** As Node prints it: `URI:urn:sluice:node:7, DNS:node-7.sluice.internal`. */
  readonly subjectAltName: string
  /** SHA-256 of the DER in hex, with or without colons. */
  readonly fingerprint: string
  readonly serial: string
}

/** The name a node's certificate carries, and the only thing by which the hub knows a node. */
export const nodeUri = (nodeId: number) => `urn:sluice:node:${nodeId}`

/** Sent as SNI and carried as a DNS name; no resolver knows it. */
export const nodeServerName = (nodeId: number) => `node-${nodeId}.sluice.internal`

/** Hex digits alone, in lower case, so that the ways to print a fingerprint compare equal. */
export const plainHex = (printed: string) => printed.replaceAll(':', '').toLowerCase()

/**
 * Why a certificate that the CA did sign is still not this node's; null when it is.
 * Names that Node had to quote hold characters no certificate of ours has, so they are refused whole.
 */
export function refuseIdentity(nodeId: number, shown: ShownCertificate): string | null {
  if (shown.subjectAltName.includes('"')) return 'the certificate carries an unprintable name'
  const names = shown.subjectAltName.split(', ')
  if (names.includes(`URI:${nodeUri(nodeId)}`)) return null
  const other = names.find(name => name.startsWith('URI:urn:sluice:node:'))
  return other === undefined
    ? `the certificate is not one of node ${nodeId}`
    : `the certificate belongs to node ${other.slice('URI:urn:sluice:node:'.length)}, not to node ${nodeId}`
}
