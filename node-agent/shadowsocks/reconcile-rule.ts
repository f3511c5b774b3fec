import type { Cipher } from '../../hub/contract/ciphers.ts'

/** A port as Shadowsocks must serve it. */
export interface ServedPort {
  readonly port: number
  readonly cipher: Cipher
  readonly password: string
}

/** A process that serves ports for this backend, found on the node. */
export interface RunningServer {
  readonly pid: number
  readonly port: number
  /** `cipher:password` it was started with; null if that cannot be told. */
  readonly secret: string | null
}

export interface Observed {
  readonly servers: readonly RunningServer[]
  /** Ports with a listening TCP and a bound UDP socket. */
  readonly listening: ReadonlySet<number>
}

export interface Reconciliation {
  /** Ports to stop: unwanted, dead, doubled, or with another secret. */
  readonly remove: readonly number[]
  readonly add: readonly ServedPort[]
  /** Processes nobody asked for, among those of `remove`. */
  readonly strays: readonly number[]
}

export function secretOf(port: ServedPort): string {
  return `${port.cipher}:${port.password}`
}

/** What differs between what runs and what shall run; a port that is as wanted appears nowhere. */
export function reconcile(desired: readonly ServedPort[], observed: Observed): Reconciliation {
  const wanted = new Map(desired.map(port => [port.port, port]))
  const running = new Map<number, RunningServer[]>()
  for (const server of observed.servers) {
    const list = running.get(server.port)
    if (list) list.push(server)
    else running.set(server.port, [server])
  }
  const remove: number[] = []
  const strays: number[] = []
  const add: ServedPort[] = []
  for (const [port, servers] of running) {
    if (wanted.has(port)) continue
    remove.push(port)
    strays.push(...servers.map(server => server.pid))
  }
  for (const port of desired) {
    const servers = running.get(port.port) ?? []
    const good =
      servers.length === 1 && servers[0]?.secret === secretOf(port) && observed.listening.has(port.port)
    if (good) continue
    if (servers.length > 0) remove.push(port.port)
    add.push(port)
  }
  return { remove, add, strays }
}
