import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Crash } from '../crash-points.ts'
import { messageOf } from '../outcome.ts'
import type { Clock, Log, ReconcileReport, ShadowsocksBackend } from '../ports.ts'
import { oneAtATime } from '../state/one-at-a-time.ts'
import { type DatagramRelay, openRelay } from './datagram-relay.ts'
import { findServers, heldByOthers, listeningPorts } from './look-at-node.ts'
import {
  endProcess,
  type ManagerSettings,
  managerSocket,
  prepareRunDirectory,
  startManager,
} from './manager-process.ts'
import { type RunningServer, reconcile, type ServedPort, secretOf } from './reconcile-rule.ts'

/** Ports stopped and started together: one look at the sockets confirms them all. */
const batchSize = 64
const attempts = 3

/**
 * Shadowsocks through the manager protocol over a UNIX socket. What runs is known from processes and sockets, never
 * from the manager's own list, and a server whose manager was killed is adopted as it is.
 */
export function managerBackend(
  settings: ManagerSettings & { readonly clock: Clock; readonly log: Log; readonly crash: Crash },
): ShadowsocksBackend {
  const { runDirectory, clock, log, crash } = settings
  const rust = settings.command.split('/').at(-1) === 'ssmanager'
  const inTurn = oneAtATime()
  /** shadowsocks-rust serves all ports in one process: what it was told is known only from telling it. */
  const told = new Map<number, string>()
  /** Ports that were seen to be served as wanted: starting one of them again is a repair. */
  const confirmed = new Map<number, string>()
  let relay: DatagramRelay | null = null
  let lastManager: number | null = null

  async function ask(message: string): Promise<string> {
    relay ??= await openRelay(join(runDirectory, 'agent.sock'), managerSocket(settings))
    try {
      return await relay.ask(message, 5_000)
    } catch (error) {
      relay.close()
      relay = null
      throw error
    }
  }

  async function observe(): Promise<{ managers: readonly number[]; servers: readonly RunningServer[] }> {
    const found = await findServers(runDirectory)
    const [manager] = found.managers
    if (!rust || manager === undefined) return found
    const servers = [...told].map(([port, secret]) => ({ pid: manager, port, secret }))
    return { managers: found.managers, servers }
  }

  /** Starts the manager unless exactly one runs. True if it had to. */
  async function ensureManager(managers: readonly number[]): Promise<boolean> {
    if (managers.length === 1) {
      const alive = await ask('ping').then(
        () => true,
        () => false,
      )
      if (alive) {
        lastManager = managers[0] ?? null
        return false
      }
    }
    for (const pid of managers) endProcess(pid, 'SIGKILL')
    relay?.close()
    relay = null
    told.clear()
    const restarted = lastManager !== null
    lastManager = await startManager(settings, clock)
    log('info', 'the Shadowsocks manager was started', { pid: lastManager, again: restarted })
    return restarted
  }

  async function until(condition: () => Promise<boolean>, waitMs: number): Promise<boolean> {
    for (let waited = 0; ; waited += 25) {
      if (await condition()) return true
      if (waited >= waitMs) return false
      await clock.sleep(25)
    }
  }

  /** Stops these ports, and whatever process still listens there for us. */
  async function stopPorts(ports: readonly number[], servers: readonly RunningServer[]): Promise<void> {
    crash('shadowsocks.before-remove')
    for (const port of ports) {
      await ask(`remove: {"server_port":${port}}`)
      told.delete(port)
    }
    const stopped = new Set(ports)
    const pids = rust ? [] : servers.filter(server => stopped.has(server.port)).map(server => server.pid)
    const quiet = async () => {
      const { taken } = await listeningPorts()
      return ports.every(port => !taken.has(port))
    }
    // A manager that did not start a server does not end it either.
    for (const pid of pids) endProcess(pid, 'SIGTERM')
    if (!(await until(quiet, 1_000))) for (const pid of pids) endProcess(pid, 'SIGKILL')
    await until(quiet, 2_000)
    crash('shadowsocks.after-remove')
  }

  /** Starts these ports. @returns those that listen in the end */
  async function startPorts(ports: readonly ServedPort[]): Promise<ReadonlySet<number>> {
    for (const { port, cipher, password } of ports) {
      const reply = await ask(`add: ${JSON.stringify({ server_port: port, password, method: cipher })}`)
      if (reply.trim() === 'ok') told.set(port, `${cipher}:${password}`)
      else log('warn', 'the manager refused a port', { port, reply: reply.slice(0, 100) })
    }
    crash('shadowsocks.after-add')
    // `ok` comes before the port listens.
    let served: ReadonlySet<number> = new Set()
    await until(async () => {
      served = (await listeningPorts()).served
      return ports.every(({ port }) => served.has(port))
    }, 3_000)
    return new Set(ports.map(({ port }) => port).filter(port => served.has(port)))
  }

  async function run(desired: readonly ServedPort[]): Promise<ReconcileReport> {
    prepareRunDirectory(settings)
    const found = await observe()
    const again =
      desired.length > 0 || found.managers.length > 0 ? await ensureManager(found.managers) : false
    const { servers } = again ? await observe() : found
    let listening = (await listeningPorts()).served
    let todo = reconcile(desired, { servers, listening })
    const orphans = servers.filter(({ pid, port }) => todo.strays.includes(pid) && !confirmed.has(port))
    const repaired = new Set<number>()
    let current = servers
    for (let attempt = 0; attempt < attempts && todo.remove.length + todo.add.length > 0; attempt++) {
      const adding = new Map(todo.add.map(port => [port.port, port]))
      const ports = [...new Set([...todo.remove, ...adding.keys()])]
      const removing = new Set(todo.remove)
      for (let from = 0; from < ports.length; from += batchSize) {
        const batch = ports.slice(from, from + batchSize)
        // A port that did not run may still be in the manager's list, and is then not started by `add`.
        const stopping = attempt === 0 ? batch.filter(port => removing.has(port)) : batch
        if (stopping.length > 0) await stopPorts(stopping, current)
        const starting = batch.flatMap(port => adding.get(port) ?? [])
        for (const port of starting) if (confirmed.get(port.port) === secretOf(port)) repaired.add(port.port)
        const up = starting.length > 0 ? await startPorts(starting) : new Set<number>()
        for (const port of starting) if (up.has(port.port)) confirmed.set(port.port, secretOf(port))
      }
      current = (await observe()).servers
      listening = (await listeningPorts()).served
      todo = reconcile(desired, { servers: current, listening })
    }
    const failed = todo.add.map(port => port.port)
    confirmed.clear()
    for (const port of desired) if (!failed.includes(port.port)) confirmed.set(port.port, secretOf(port))
    if (failed.length > 0)
      log('error', 'ports do not listen', { ports: failed.slice(0, 20), count: failed.length })
    return {
      listening: desired.filter(port => listening.has(port.port)).length,
      failed,
      portsRestarted: repaired.size,
      backendRestarted: again ? 1 : 0,
      orphansEnded: orphans.length,
    }
  }

  return {
    ciphers: rust
      ? ['aes-256-gcm', 'chacha20-ietf-poly1305', '2022-blake3-aes-256-gcm']
      : ['aes-256-gcm', 'chacha20-ietf-poly1305'],
    reconcile: desired => inTurn(() => run(desired)),
    listening: async () => (await listeningPorts()).served,
    heldByOthers: ports => heldByOthers(ports, runDirectory),
    stop: () =>
      inTurn(async () => {
        relay?.close()
        relay = null
        for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
          const { managers, servers } = await findServers(runDirectory)
          for (const pid of [...managers, ...servers.map(server => server.pid)]) endProcess(pid, signal)
          const gone = async () => {
            const left = await findServers(runDirectory)
            return left.managers.length + left.servers.length === 0
          }
          if (await until(gone, 1_000)) break
        }
        rmSync(runDirectory, { recursive: true, force: true })
      }).catch(error => log('error', 'Shadowsocks could not be ended', { error: messageOf(error) })),
  }
}
