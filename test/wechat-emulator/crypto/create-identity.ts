import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomInt } from 'node:crypto'
import { promisify } from 'node:util'
import { makeCertificate } from './make-certificate.ts'

export interface CertifiedKey {
  readonly serial: string
  readonly keyPem: string
  readonly certificatePem: string
}

/** Every key of one emulated WeChat Pay with its one merchant; plain text, so that it survives a restart. */
export interface Identity {
  readonly mchid: string
  readonly appid: string
  readonly apiV3Key: string
  readonly merchant: CertifiedKey
  /** The certificate in use at first, and the one a rotation brings. */
  readonly platform: { readonly first: CertifiedKey; readonly second: CertifiedKey }
  readonly publicKey: { readonly id: string; readonly keyPem: string; readonly publicKeyPem: string }
  /** Nobody's key: for forgeries. */
  readonly strangerKeyPem: string
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const makePair = promisify(generateKeyPair)

/** Letters and digits, from the machine's randomness. */
export function randomText(length: number, from = alphabet): string {
  return Array.from({ length }, () => from[randomInt(from.length)]).join('')
}

export async function createIdentity(
  wanted: Partial<Pick<Identity, 'mchid' | 'appid'>> = {},
): Promise<Identity> {
  const mchid = wanted.mchid ?? `19${randomText(8, '0123456789')}`
  const pairs = await Promise.all(Array.from({ length: 5 }, () => makePair('rsa', { modulusLength: 2048 })))
  const [merchant, first, second, shared, stranger] = pairs
  if (!merchant || !first || !second || !shared || !stranger) throw new Error('five key pairs were asked for')
  return {
    mchid,
    appid: wanted.appid ?? `wx${randomText(16, '0123456789abcdef')}`,
    apiV3Key: randomText(32),
    merchant: certify(`merchant ${mchid}`, merchant),
    platform: {
      first: certify('Tenpay.com sandbox 1', first),
      second: certify('Tenpay.com sandbox 2', second),
    },
    publicKey: {
      id: `PUB_KEY_ID_01${randomText(30, '0123456789')}`,
      keyPem: privatePem(shared.privateKey),
      publicKeyPem: shared.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    strangerKeyPem: privatePem(stranger.privateKey),
  }
}

/** The keys of an identity, ready to sign and verify with. */
export function openKeys(identity: Identity) {
  return {
    merchant: createPublicKey(identity.merchant.certificatePem),
    first: { serial: identity.platform.first.serial, key: createPrivateKey(identity.platform.first.keyPem) },
    second: {
      serial: identity.platform.second.serial,
      key: createPrivateKey(identity.platform.second.keyPem),
    },
    publicKey: { serial: identity.publicKey.id, key: createPrivateKey(identity.publicKey.keyPem) },
    stranger: createPrivateKey(identity.strangerKeyPem),
  }
}
export type Keys = ReturnType<typeof openKeys>

function certify(
  commonName: string,
  pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
) {
  const { certificatePem, serial } = makeCertificate({ commonName, ...pair })
  return { serial, keyPem: privatePem(pair.privateKey), certificatePem }
}

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
