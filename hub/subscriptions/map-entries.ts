import type { Cipher } from '../contract/ciphers.ts'
import type { Instant } from '../contract/primitives.ts'
import type { MailLocale } from '../mail/render-amounts.ts'

/** One address of one node as a client is to dial it: the relay's offset is in the port already. */
export interface ServerEntry {
  readonly kind: 'server'
  /** Of the node's address; it stays when names, hosts and ports change. */
  readonly addressId: number
  /** Unique in its list. */
  readonly name: string
  /** A domain, an IPv4 address or an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
  readonly cipher: Cipher
  readonly password: string
}

/** A line that is there to be read and points nowhere. */
export interface NoticeEntry {
  readonly kind: 'notice'
  readonly name: string
}

export type SubscriptionEntry = ServerEntry | NoticeEntry

/** Bytes of the running period, charged ones. */
export interface SubscriptionUsage {
  readonly upload: number
  readonly download: number
  /** null: unlimited. */
  readonly total: number | null
  readonly expiresAt: Instant | null
}

/** Everything that a subscription's answer is made from, whatever its format. */
export interface Subscription {
  /** The service's name: title of the profile and of its group. */
  readonly title: string
  readonly locale: MailLocale
  /** The address the client asks again, without format: `https://…/s/<token>`. */
  readonly link: string
  /** Where the customer buys; null where the service has no public address. */
  readonly homeUrl: string | null
  /** How often a client should ask again. */
  readonly updateHours: number
  readonly usage: SubscriptionUsage
  /** Notices first. A list without servers belongs to a user who may not pass. */
  readonly entries: readonly SubscriptionEntry[]
}

/** The servers among the entries. */
export function serversOf(subscription: Pick<Subscription, 'entries'>): ServerEntry[] {
  return subscription.entries.filter(entry => entry.kind === 'server')
}

/**
 * What a client that knows only servers is shown of an entry. A notice becomes a server on the client's own machine at
 * a port where nothing listens, so that neither a name is looked up nor a packet sent when it is chosen.
 */
export function dialable(entry: SubscriptionEntry): ServerEntry {
  if (entry.kind === 'server') return entry
  return {
    kind: 'server',
    addressId: 0,
    name: entry.name,
    host: '127.0.0.1',
    port: 1,
    cipher: 'aes-256-gcm',
    password: 'not-a-server',
  }
}

/** The host customers buy at, which must stay reachable without a server; null: there is none. */
export function homeHostOf(homeUrl: string | null): string | null {
  return homeUrl !== null && URL.canParse(homeUrl) ? new URL(homeUrl).hostname : null
}

/** Whether a host is an address in digits: `ipv6`, `ipv4` or none of them. */
export function hostKind(host: string): 'ipv4' | 'ipv6' | 'domain' {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (bare.includes(':')) return 'ipv6'
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(bare) ? 'ipv4' : 'domain'
}
