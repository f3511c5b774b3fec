import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const periodMs = 30_000

/** A new shared secret: 160 bits in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** What an authenticator app scans. */
export function totpUri(secret: string, account: string): string {
  return totpOf(secret, account).toString()
}

/**
 * The time step that the code belongs to, or null. A step before or after the present one is taken, because clocks
 * differ; whether it was used before is the caller's to check.
 */
export function totpStep(secret: string, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? null : Math.floor(now / periodMs) + delta
}

function totpOf(secret: string, label: string): TOTP {
  const parts = { issuer: 'Sluice', algorithm: 'SHA1', digits: 6, period: periodMs / 1000 }
  return new TOTP({ ...parts, label, secret: Secret.fromBase32(secret) })
}

const recoveryCodeCount = 10
const recoveryAlphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

/** Ten codes of 80 bits, `abcd-efgh-ijkm-npqr`, each of which stands in for a TOTP code once. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const letters = [...randomBytes(16)].map(byte => recoveryAlphabet[byte % recoveryAlphabet.length])
    return [0, 4, 8, 12].map(from => letters.slice(from, from + 4).join('')).join('-')
  })
}

/** What is stored of a recovery code; spaces, dashes and capitals do not matter. */
export function recoveryCodeHash(code: string): string {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest('hex')
}
