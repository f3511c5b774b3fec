import type { AgentHealth } from '../hub/contract/agent/health.ts'
import type { Cipher } from '../hub/contract/ciphers.ts'
import type { Instant } from '../hub/contract/primitives.ts'
import type { FirewallStep, TableListing } from './firewall/table-state.ts'
import type { ServedPort } from './shadowsocks/reconcile-rule.ts'
import type { DurableState, Readings, StoredMark } from './state/durable-state.ts'

/** Time as the agent sees it. Everything that waits or asks the time is given one. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms`, or as soon as the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The kernel's table. Every call waits for the one before it: `nft` must not run twice at once. */
export interface Firewall {
  /** Everything the table holds; null when there is no table. */
  list(): Promise<TableListing | null>
  /** Only the counters, fast; null when the table or its marker `id_<instance>` is missing. */
  listCounters(instance: string): Promise<Readings | null>
  /** Whether the table carries this instance's marker; costs milliseconds whatever the table's size. */
  hasMarker(instance: string): Promise<boolean>
  /** Does all the steps in one atomic batch, or throws and does none. */
  apply(steps: readonly FirewallStep[]): Promise<void>
}

export interface ReconcileReport {
  /** Ports that listen and were asked for. */
  readonly listening: number
  /** Ports that were asked for and could not be made to listen. */
  readonly failed: readonly number[]
  readonly portsRestarted: number
  readonly backendRestarted: number
  readonly orphansEnded: number
}

/** What runs Shadowsocks on this node. */
export interface ShadowsocksBackend {
  readonly ciphers: readonly Cipher[]
  /** Makes exactly these ports be served and touches no port that already is as wanted. Safe to repeat. */
  reconcile(desired: readonly ServedPort[]): Promise<ReconcileReport>
  /** The ports on which something listens now, whoever it is. */
  listening(): Promise<ReadonlySet<number>>
  /** Of these ports, those that a program other than this backend holds. */
  heldByOthers(ports: readonly number[]): Promise<readonly number[]>
  /** Ends everything this backend runs. */
  stop(): Promise<void>
}

export type LoadedState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loaded'; readonly state: DurableState }
  /** The newest copy does not check out; `state` is the one before it, if that does. */
  | { readonly kind: 'damaged'; readonly state: DurableState | null }

/** What survives the process and the power. Every function that writes returns after fsync. */
export interface StateStore {
  load(): Promise<LoadedState>
  /** Replaces the state; with `mark`, both become durable or neither. Throws when the disk refuses. */
  save(state: DurableState, mark?: StoredMark): Promise<void>
  /** The marks kept, oldest first, without their readings. */
  marks(): readonly MarkEntry[]
  readMark(seq: number): Promise<StoredMark>
  /** Forgets marks; they were acknowledged, are too old, or belong to an instance that ended. */
  dropMarks(seqs: readonly number[]): Promise<void>
}

export interface MarkEntry {
  readonly at: Instant
  readonly seq: number
  /** Number of readings and bytes on disk. */
  readonly count: number
  readonly size: number
}

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}
/** Runs a program to its end. Never rejects for an exit status; rejects when it cannot be started or takes too long. */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: { readonly stdin?: string; readonly timeoutMs?: number },
) => Promise<CommandResult>

/** Facts of the node that change under the agent. */
export interface NodeFacts {
  /** Changes with every boot of the machine. */
  bootId(): string
  /** `net.ipv4.ip_local_port_range`, both ends included. */
  ephemeralPorts(): readonly [number, number]
  /** The name servers of /etc/resolv.conf. */
  resolvers(): readonly string[]
  /** What the machine has and uses. */
  machine(): NonNullable<AgentHealth['machine']>
}

export type Log = (level: 'info' | 'warn' | 'error', message: string, facts?: Record<string, unknown>) => void
