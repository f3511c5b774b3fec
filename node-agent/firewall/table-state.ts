import type { Bytes } from '../../hub/contract/primitives.ts'
import type { Readings } from '../state/durable-state.ts'

/** The greatest limit a quota is given: no limit. Every port has a quota, so `used` is the reading from its birth. */
export const unlimited = Number.MAX_SAFE_INTEGER as Bytes

export interface QuotaListing {
  readonly limit: Bytes
  /** What the kernel says was used; it is capped at the limit and hides what was dropped. */
  readonly used: Bytes
}

/** What the kernel's table holds. The quotas were read after `earlier` and before `up` and `down`. */
export interface TableListing {
  /** Instances of the markers `id_<instance>`. */
  readonly ids: readonly string[]
  readonly up: ReadonlyMap<number, Bytes>
  readonly down: ReadonlyMap<number, Bytes>
  readonly quotas: ReadonlyMap<number, QuotaListing>
  /** Ports whose element in the map `budget` names their own quota. */
  readonly budget: ReadonlySet<number>
  /** Sum of both counters, read before the quotas. */
  readonly earlier: ReadonlyMap<number, number>
  /** Comment of each rule, in order of chain and place; it carries a digest of the rules' text. */
  readonly rules: readonly string[]
  /** The kernel's numbers of these rules; it names them when one is removed. */
  readonly handles: ReadonlySet<number>
}

/** Where customers may not go from the node, and what the frame of the table depends on. */
export interface TableFrame {
  readonly instance: string
  /** Ports that drop everything for the moment, ahead of quota and counter. */
  readonly frozen: readonly number[]
  /** Rules for Shadowsocks' own user; null: it runs as a user that cannot be told apart. */
  readonly guard: GuardSettings | null
}
export interface GuardSettings {
  readonly uid: number
  readonly ephemeralPorts: readonly [number, number]
  readonly resolvers: readonly string[]
  readonly blockedPorts: readonly number[]
  /** Networks customers may reach although they are private, by the operator's word. */
  readonly allowedTargets: readonly string[]
}

/** One change of the table. A batch of them is atomic. */
export type FirewallStep =
  | { readonly kind: 'delete_table' }
  /** Table, sets, map and marker if they are missing; all chains anew. */
  | { readonly kind: 'frame'; readonly frame: TableFrame }
  /** Counters and quota of a port that has none of them. */
  | {
      readonly kind: 'add_port'
      readonly port: number
      readonly up: Bytes
      readonly down: Bytes
      readonly limit: Bytes
    }
  /** Changes the limit of a quota that was not exhausted; `used` goes on. */
  | { readonly kind: 'set_limit'; readonly port: number; readonly limit: Bytes }
  /** A new quota in place of one whose `used` is no longer the reading. */
  | {
      readonly kind: 'renew_quota'
      readonly port: number
      readonly limit: Bytes
      readonly used: Bytes
      readonly had: { readonly quota: boolean; readonly budget: boolean }
    }
  /** Removes what exists of a port. */
  | { readonly kind: 'delete_port'; readonly port: number; readonly had: PortPieces }

export interface PortPieces {
  readonly up: boolean
  readonly down: boolean
  readonly quota: boolean
  readonly budget: boolean
}

export function piecesOf(listing: TableListing, port: number): PortPieces {
  return {
    up: listing.up.has(port),
    down: listing.down.has(port),
    quota: listing.quotas.has(port),
    budget: listing.budget.has(port),
  }
}

/** The counters of a listing; a port with one counter only has 0 for the other. */
export function readingsOf(listing: Pick<TableListing, 'up' | 'down'>): Readings {
  const readings = new Map<number, { up: Bytes; down: Bytes }>()
  for (const [port, up] of listing.up)
    readings.set(port, { up, down: listing.down.get(port) ?? (0 as Bytes) })
  for (const [port, down] of listing.down) {
    if (!readings.has(port)) readings.set(port, { up: 0 as Bytes, down })
  }
  return readings
}
