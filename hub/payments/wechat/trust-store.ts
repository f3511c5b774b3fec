import type { KeyObject } from 'node:crypto'
import type { Instant } from '../../contract/primitives.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import { normalSerial } from './verify-signature.ts'

export const refreshEveryMs = 12 * 3_600_000
/** Between two fetches, however many unknown serials come in: whoever forges serials must not make the hub ask. */
export const refreshPauseMs = 60_000
/** Who names an unknown serial waits for a fetch; when many do, it is somebody who makes them up. */
const mostWaiting = 16

export interface PlatformCertificate {
  /** In its normal form. */
  readonly serial: string
  readonly key: KeyObject
  readonly validFrom: number
  readonly validUntil: number
}

/** All certificates at once; none where the merchant has none (public-key mode). */
export type CertificateBatch =
  | { readonly ok: true; readonly certificates: readonly PlatformCertificate[] }
  | { readonly ok: false; readonly message: string }

/** Whose signatures are WeChat's: the public key and the platform certificates, both at once. */
export interface TrustStore {
  /** The key a serial names. An unknown one causes at most one fetch a minute, which all askers share. */
  keyFor(serial: string): Promise<KeyObject | null>
  /** What the request header Wechatpay-Serial names: the public key, else the newest certificate, else nothing. */
  requestSerial(): string | null
  /** Fetches where the last success is 12 h old. */
  refreshIfDue(): Promise<void>
  /** How many certificates are known now. */
  certificates(): number
}

export function createTrustStore(deps: {
  readonly publicKey: { readonly id: string; readonly key: KeyObject } | null
  readonly fetchCertificates: () => Promise<CertificateBatch>
  readonly clock: Clock
  readonly logger: Logger
}): TrustStore {
  const { publicKey, clock, logger } = deps
  // A Map: a serial is what a stranger sends, and `__proto__` must be as unknown as any other.
  let known: ReadonlyMap<string, PlatformCertificate> = new Map()
  let succeededAt: Instant | null = null
  let triedAt: Instant | null = null
  let running: Promise<void> | null = null
  let waiting = 0

  const isDue = () => succeededAt === null || clock.now() - succeededAt >= refreshEveryMs

  function refresh(): Promise<void> {
    if (running) return running
    // A clock that was set back must not stop the refreshing for as long.
    if (triedAt !== null && Math.abs(clock.now() - triedAt) < refreshPauseMs) return Promise.resolve()
    triedAt = clock.now()
    running = fetchAll().finally(() => {
      running = null
    })
    return running
  }

  async function fetchAll(): Promise<void> {
    const batch = await deps.fetchCertificates().catch((error: unknown): CertificateBatch => {
      return { ok: false, message: error instanceof Error ? error.name : 'unknown error' }
    })
    if (!batch.ok) {
      logger.warn({ reason: batch.message }, 'platform certificates of WeChat were not refreshed')
      return
    }
    // As a whole: what WeChat lists no longer is trusted no longer.
    known = new Map(batch.certificates.map(certificate => [certificate.serial, certificate]))
    succeededAt = clock.now()
  }

  function find(serial: string): KeyObject | null {
    if (publicKey !== null && serial === publicKey.id) return publicKey.key
    const certificate = known.get(normalSerial(serial))
    if (certificate === undefined || clock.now() >= certificate.validUntil) return null
    return certificate.key
  }

  return {
    async keyFor(serial) {
      const key = find(serial)
      if (key !== null) {
        // Not waited for: what is trusted now may be used now.
        if (isDue() && known.size > 0) void refresh()
        return key
      }
      // No list of certificates ever names a public key.
      if (serial.startsWith('PUB_KEY_ID_') || waiting >= mostWaiting) return null
      waiting += 1
      await refresh().finally(() => {
        waiting -= 1
      })
      return find(serial)
    },
    requestSerial() {
      if (publicKey !== null) return publicKey.id
      const now = clock.now()
      const valid = [...known.values()].filter(one => one.validFrom <= now && now < one.validUntil)
      return valid.toSorted((a, b) => b.validFrom - a.validFrom)[0]?.serial ?? null
    },
    async refreshIfDue() {
      if (isDue()) await refresh()
    },
    certificates: () => known.size,
  }
}
