import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: readonly Buffer[]) => element(0x30, ...parts)
const set = (...parts: readonly Buffer[]) => element(0x31, ...parts)
const oid = (hex: string) => element(0x06, Buffer.from(hex, 'hex'))

const commonName = '550403'
const extensionRequest = '2a864886f70d01090e'
const subjectAlternativeName = '551d11'
const ecdsaWithSha256 = '2a8648ce3d040302'

/** DNS name and URI by which the hub knows a node, whatever its address is. */
export function namesOfNode(nodeId: number): { readonly dns: string; readonly uri: string } {
  return { dns: `node-${nodeId}.sluice.internal`, uri: `urn:sluice:node:${nodeId}` }
}

/** A new P-256 key in PEM (PKCS #8). */
export function makeKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/**
 * A certificate request (PKCS #10, RFC 2986) for a P-256 key in PEM, with CN and SAN of the node.
 * @returns PEM
 */
export function makeCsr(keyPem: string, nodeId: number): string {
  const key = createPrivateKey(keyPem)
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const { dns, uri } = namesOfNode(nodeId)
  const names = sequence(element(0x82, Buffer.from(dns, 'latin1')), element(0x86, Buffer.from(uri, 'latin1')))
  const extensions = sequence(sequence(oid(subjectAlternativeName), element(0x04, names)))
  const subject = sequence(set(sequence(oid(commonName), element(0x0c, Buffer.from(dns, 'utf8')))))
  const attributes = element(0xa0, sequence(oid(extensionRequest), set(extensions)))
  const info = sequence(element(0x02, Buffer.from([0])), subject, publicKey, attributes)
  const signature = sign('sha256', info, key)
  const request = sequence(info, sequence(oid(ecdsaWithSha256)), element(0x03, Buffer.from([0]), signature))
  const lines = request.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`
}
