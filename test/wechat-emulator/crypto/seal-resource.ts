import { createCipheriv, createDecipheriv } from 'node:crypto'

const tagBytes = 16

export interface Sealing {
  /** 32 ASCII bytes in production; 16 make AES-128, as the SDKs' own tests do. */
  readonly key: string
  /** 12 ASCII bytes. */
  readonly nonce: string
  readonly associatedData: string
}

/** AES-GCM over `plaintext`: base64 of ciphertext and tag. */
export function sealResource(plaintext: string, { key, nonce, associatedData }: Sealing): string {
  const options = { authTagLength: tagBytes }
  const cipher =
    key.length === 16
      ? createCipheriv('aes-128-gcm', Buffer.from(key), Buffer.from(nonce), options)
      : createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce), options)
  cipher.setAAD(Buffer.from(associatedData))
  return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64',
  )
}

/** Throws when key, associated data, tag or one byte of the ciphertext is not what was sealed. */
export function openResource(sealed: string, { key, nonce, associatedData }: Sealing): string {
  const bytes = Buffer.from(sealed, 'base64')
  const cut = bytes.length - tagBytes
  if (cut < 0) throw new Error('the ciphertext is shorter than its tag')
  const options = { authTagLength: tagBytes }
  const decipher =
    key.length === 16
      ? createDecipheriv('aes-128-gcm', Buffer.from(key), Buffer.from(nonce), options)
      : createDecipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce), options)
  decipher.setAAD(Buffer.from(associatedData)).setAuthTag(bytes.subarray(cut))
  return Buffer.concat([decipher.update(bytes.subarray(0, cut)), decipher.final()]).toString('utf8')
}
