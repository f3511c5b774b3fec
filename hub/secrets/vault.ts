import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto'

/** Encrypts what must not lie in the database in clear. All keys are derived from the master key. */
export interface Vault {
  /** AES-256-GCM with a random nonce: `v1:<nonce>:<text and tag>`, base64url. Sealing twice gives two texts. */
  seal(plain: string): string
  /** Throws where the text was not sealed with this master key, or was changed since. */
  open(sealed: string): string
  /** HMAC-SHA256 in hex under a derived key: for looking up a secret without storing it. */
  hash(text: string): string
  /** 32 bytes that only this master key gives, other ones for each purpose: for what is encrypted outside the database. */
  deriveKey(purpose: string): Buffer
  /** Tells master keys apart without giving them away: 32 hex digits. */
  readonly fingerprint: string
}

/** The text is not one that this vault sealed. Says nothing of the text. */
export class NotSealedHere extends Error {
  override readonly name = 'NotSealedHere'
  constructor() {
    super('a stored secret does not open with this master key')
  }
}

export const masterKeyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const version = 'v1'

/** `masterKey` is 32 random bytes. */
export function createVault(masterKey: Buffer): Vault {
  if (masterKey.length !== masterKeyBytes) throw new Error(`a master key has ${masterKeyBytes} bytes`)
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', masterKey, '', `sluice ${purpose}`, 32))
  // Made once: Node would make one of the bytes for each call, which takes longer than the sealing.
  const sealKey = createSecretKey(derive('seal v1'))
  const hashKey = createSecretKey(derive('hash v1'))
  return {
    seal(plain) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(version))
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${version}:${nonce.toString('base64url')}:${sealed.toString('base64url')}`
    },
    open(sealed) {
      const [found, nonceText, bodyText, ...rest] = sealed.split(':')
      const nonce = Buffer.from(nonceText ?? '', 'base64url')
      const body = Buffer.from(bodyText ?? '', 'base64url')
      if (found !== version || rest.length > 0 || nonce.length !== nonceBytes || body.length < tagBytes) {
        throw new NotSealedHere()
      }
      const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(version)).setAuthTag(body.subarray(-tagBytes))
      try {
        return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]).toString(
          'utf8',
        )
      } catch {
        throw new NotSealedHere()
      }
    },
    hash: text => createHmac('sha256', hashKey).update(text).digest('hex'),
    deriveKey: purpose => derive(`outside ${purpose}`),
    fingerprint: derive('fingerprint v1').toString('hex').slice(0, 32),
  }
}
