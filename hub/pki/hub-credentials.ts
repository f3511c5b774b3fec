import type { AuthorityRow } from '../db/entities/system.ts'
import { findAuthorities, listDenied } from './authority-store.ts'
import { expirySeverity } from './expiry-rule.ts'
import { type Identity, issueHubCertificate } from './issue-certificate.ts'
import type { PkiDeps } from './pki-deps.ts'

/** What the hub proves itself with to agents, and whom it believes; PEM texts. */
export interface Credentials {
  readonly identity: { readonly key: string; readonly certificate: string }
  readonly trustedCas: readonly string[]
  /** Whether a certificate is on the deny list: SHA-256 of the DER, or the serial, in lower-case hex. */
  denied(certificate: { readonly fingerprint: string; readonly serial: string }): boolean
}

export interface HubCredentials {
  /** As of the last refresh. */
  present(): Credentials
  /** Takes in rotations and revocations of any hub, and renews the own certificate in time. Call it every minute. */
  refresh(): Promise<void>
}

/** Issues the hub's certificate and loads trust; needs an authority. */
export async function createHubCredentials(deps: PkiDeps): Promise<HubCredentials> {
  const { database, clock } = deps

  async function load(identity: Identity | null): Promise<{ identity: Identity; credentials: Credentials }> {
    const { authorities, denied } = await database.inTransaction(async tx => ({
      authorities: await findAuthorities(tx),
      denied: await listDenied(tx, clock.now()),
    }))
    if (!authorities) throw new Error('there is no certificate authority')
    const { current, next } = authorities
    const own = identity !== null && isGood(identity, current) ? identity : await issueHubCertificate(deps)
    const fingerprints = new Set(denied.map(row => row.fingerprint))
    const serials = new Set(denied.map(row => row.serial))
    return {
      identity: own,
      credentials: {
        identity: { key: own.key, certificate: own.certificate },
        trustedCas: next ? [current.certificate, next.certificate] : [current.certificate],
        denied: ({ fingerprint, serial }) => fingerprints.has(fingerprint) || serials.has(serial),
      },
    }
  }

  const isGood = (identity: Identity, current: AuthorityRow) =>
    identity.authorityId === current.id && expirySeverity(identity.expiresAt, clock.now()) === null

  let state = await load(null)
  return {
    present: () => state.credentials,
    async refresh() {
      state = await load(state.identity)
    },
  }
}

export interface HubCredentialsWhenAsked {
  /** Issues the certificate with the first call. */
  present(): Promise<Credentials>
  /** As of `HubCredentials`; does nothing before the first call of `present`. */
  refresh(): Promise<void>
}

/** The same for a process that may not need them: one that talks with no agent leaves no certificate behind. */
export function hubCredentialsWhenAsked(deps: PkiDeps): HubCredentialsWhenAsked {
  let asked: Promise<HubCredentials> | null = null
  const open = () => {
    asked ??= createHubCredentials(deps).catch((error: unknown) => {
      asked = null
      throw error
    })
    return asked
  }
  return {
    present: async () => (await open()).present(),
    async refresh() {
      if (asked !== null) await (await asked).refresh()
    },
  }
}
