import * as z from 'zod'

/** AEAD ciphers of SIP004 and the one of SIP022 that a node may be asked to serve. */
export const cipher = z.enum(['aes-256-gcm', 'chacha20-ietf-poly1305', '2022-blake3-aes-256-gcm'])
export type Cipher = z.infer<typeof cipher>

/** SIP022 demands a base64 key of exactly the cipher's key length; the older ciphers take any text. */
export function passwordFitsCipher(password: string, wanted: Cipher): boolean {
  switch (wanted) {
    case 'aes-256-gcm':
    case 'chacha20-ietf-poly1305':
      return /^[\x21-\x7e]{8,128}$/.test(password)
    case '2022-blake3-aes-256-gcm':
      // 32 bytes are 43 base64 digits and one '='; the last digit carries two zero bits.
      return /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(password)
  }
}
