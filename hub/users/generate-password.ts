import type { Cipher } from '../contract/ciphers.ts'
import type { RandomBytes } from './ports.ts'

/** A proxy password with at least 144 random bits that fits the cipher: SIP022 wants its key, base64. */
export function generatePassword(cipher: Cipher, random: RandomBytes): string {
  switch (cipher) {
    case 'aes-256-gcm':
    case 'chacha20-ietf-poly1305':
      return random(18).toString('base64url')
    case '2022-blake3-aes-256-gcm':
      return random(32).toString('base64')
  }
}
