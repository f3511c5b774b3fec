import 'reflect-metadata'
import { createPrivateKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Instant } from '../contract/primitives.ts'
import { authorityLifeMs, type CertificateShape } from './certificate-roles.ts'

// The two descriptions of the same Web Crypto interface, Node's and the browser's, do not match by name.
const crypto = webcrypto as unknown as Crypto
x509.cryptoProvider.set(crypto)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const
/** Clocks of nodes may be behind the hub's. */
const backdatedMs = 3_600_000

/** A signed certificate and what the deny list and the alarms need of it. */
export interface SignedCertificate {
  readonly certificate: string
  /** Lower-case hex, 32 digits. */
  readonly serial: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  readonly expiresAt: number
}

/** Certificate and private key of an authority, PEM. */
export interface Issuer {
  readonly certificate: string
  readonly key: string
}

/** A certificate signing request that cannot be used; its text says why. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
}

export async function generateKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** The private key of a pair as PKCS#8 PEM. */
export function privateKeyPem(pair: CryptoKeyPair): string {
  return KeyObject.from(pair.privateKey as webcrypto.CryptoKey)
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** A new self-signed authority: EC P-256, ten years, may sign leaves only. */
export async function signAuthority(at: Instant): Promise<Issuer & SignedCertificate> {
  const keys = await generateKeyPair()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // Two authorities that are trusted at once must not share a name.
    name: `CN=Sluice authority ${randomBytes(4).toString('hex')}`,
    keys,
    serialNumber: newSerial(),
    notBefore: new Date(at - backdatedMs),
    notAfter: new Date(at + authorityLifeMs),
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { ...described(certificate), key: privateKeyPem(keys) }
}

/** Signs a leaf of this shape for a public key. Nothing but the key comes from whoever asked. */
export async function signLeaf(
  issuer: Issuer,
  publicKey: CryptoKey | x509.PublicKey,
  shape: CertificateShape,
  at: Instant,
): Promise<SignedCertificate> {
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(issuer.key).export({ type: 'pkcs8', format: 'der' }),
    algorithm,
    false,
    ['sign'],
  )
  const authority = new x509.X509Certificate(issuer.certificate)
  const purpose =
    shape.usage === 'client' ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${shape.commonName}`,
    issuer: authority.subjectName,
    publicKey,
    signingKey,
    serialNumber: newSerial(),
    notBefore: new Date(at - backdatedMs),
    notAfter: new Date(Math.min(at + shape.lifeMs, authority.notAfter.getTime())),
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([purpose], true),
      new x509.SubjectAlternativeNameExtension([...shape.names]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  return described(certificate)
}

/**
 * The public key of a PEM request, after its signature proved that the sender holds the private key.
 * EC P-256 only. Throws `BadRequest`; names and extensions that are asked for are not even looked at.
 */
export async function verifiedRequestKey(csr: string): Promise<x509.PublicKey> {
  try {
    const request = new x509.Pkcs10CertificateRequest(csr)
    const { name, namedCurve } = request.publicKey.algorithm as { name: string; namedCurve?: string }
    if (name !== algorithm.name || namedCurve !== algorithm.namedCurve) {
      throw new BadRequest('the key is not an EC P-256 key')
    }
    if (!(await request.verify())) throw new BadRequest('the signature does not match its key')
    return request.publicKey
  } catch (error) {
    if (error instanceof BadRequest) throw error
    throw new BadRequest('this is not a certificate signing request')
  }
}

/** Sixteen bytes; the first is neither zero nor negative, so every program writes the same digits. */
function newSerial(): string {
  const serial = randomBytes(16)
  serial[0] = 0x10 + ((serial[0] ?? 0) % 0x60)
  return serial.toString('hex')
}

function described(certificate: x509.X509Certificate): SignedCertificate {
  const pem = `${certificate.toString('pem')}\n`
  const parsed = new X509Certificate(pem)
  return {
    certificate: pem,
    serial: parsed.serialNumber.toLowerCase(),
    fingerprint: parsed.fingerprint256.replaceAll(':', '').toLowerCase(),
    expiresAt: certificate.notAfter.getTime(),
  }
}
