import { createDecipheriv } from 'node:crypto'
import * as z from 'zod'

export const apiV3KeyBytes = 32
const tagBytes = 16

/** The encrypted part of a notification, or an encrypted certificate. */
export const encryptedResource = z.object({
  algorithm: z.string(),
  ciphertext: z.string(),
  nonce: z.string().min(1).max(64),
  associated_data: z.string().nullish(),
})
export type EncryptedResource = z.infer<typeof encryptedResource>

/** `algorithm`, `key` (not 32 bytes), or `tag`: key, nonce, associated data or ciphertext is not what was sealed. */
export type Decrypted =
  | { readonly ok: true; readonly plain: Buffer }
  | { readonly ok: false; readonly why: 'algorithm' | 'key' | 'tag' }

/** Opens AEAD_AES_256_GCM with the APIv3 key. Not one byte comes out unless the tag fits. */
export function decryptResource(resource: EncryptedResource, apiV3Key: Buffer): Decrypted {
  if (resource.algorithm !== 'AEAD_AES_256_GCM') return { ok: false, why: 'algorithm' }
  if (apiV3Key.length !== apiV3KeyBytes) return { ok: false, why: 'key' }
  return openSealed(resource, apiV3Key)
}

/**
 * AES-GCM with a 16-byte tag at the end of the ciphertext; 128 or 256 bits by the length of the key. The product
 * reaches it through `decryptResource` alone; public test vectors use short keys.
 */
export function openSealed(sealed: Omit<EncryptedResource, 'algorithm'>, key: Buffer): Decrypted {
  const bytes = Buffer.from(sealed.ciphertext, 'base64')
  if (bytes.length < tagBytes) return { ok: false, why: 'tag' }
  const cipher = key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm'
  try {
    const decipher = createDecipheriv(cipher, key, Buffer.from(sealed.nonce), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(sealed.associated_data ?? ''))
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    const begun = decipher.update(bytes.subarray(0, -tagBytes))
    return { ok: true, plain: Buffer.concat([begun, decipher.final()]) }
  } catch {
    // `final` throws where the tag does not fit; its message says no more than that.
    return { ok: false, why: 'tag' }
  }
}
