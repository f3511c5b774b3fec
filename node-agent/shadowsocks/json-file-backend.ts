import { existsSync, readFileSync } from 'node:fs'
import type { Cipher } from '../../hub/contract/ciphers.ts'
import type { Crash } from '../crash-points.ts'
import type { RunCommand, ShadowsocksBackend } from '../ports.ts'
import { writeDurably } from '../state/write-durably.ts'
import { listeningPorts } from './look-at-node.ts'
import type { ServedPort } from './reconcile-rule.ts'

/** The configuration file of a server that serves many ports with one cipher. */
export function renderPortPassword(ports: readonly ServedPort[], cipher: Cipher): string {
  const passwords = Object.fromEntries(
    [...ports].sort((a, b) => a.port - b.port).map(({ port, password }) => [port, password]),
  )
  const config = { server: ['0.0.0.0', '::0'], method: cipher, mode: 'tcp_and_udp', port_password: passwords }
  return `${JSON.stringify(config, null, 2)}\n`
}

/**
 * Shadowsocks through a `port_password` file (0600) and a command that makes the server read it again. The server is
 * the operator's: it is neither started nor ended here, and one file holds one cipher.
 */
export function jsonFileBackend(settings: {
  readonly path: string
  readonly cipher: Cipher
  /** Program and arguments, no shell. */
  readonly reload: readonly string[]
  readonly run: RunCommand
  readonly crash: Crash
}): ShadowsocksBackend {
  const { path, cipher } = settings
  let owned: ReadonlySet<number> = new Set()
  return {
    ciphers: [cipher],
    async reconcile(desired) {
      const text = renderPortPassword(desired, cipher)
      const changed = !existsSync(path) || readFileSync(path, 'utf8') !== text
      owned = new Set(desired.map(port => port.port))
      const before = (await listeningPorts()).served
      const missing = desired.some(({ port }) => !before.has(port))
      if (changed) await writeDurably(path, text, settings.crash)
      const [command, ...args] = settings.reload
      if ((changed || missing) && command !== undefined) {
        const result = await settings.run(command, args, { timeoutMs: 30_000 })
        if (result.code !== 0)
          throw new Error(`${command} ended with ${result.code}: ${result.stderr.slice(0, 300)}`)
      }
      const { served } = await listeningPorts()
      const failed = desired.filter(({ port }) => !served.has(port)).map(({ port }) => port)
      return {
        listening: desired.length - failed.length,
        failed,
        portsRestarted: 0,
        backendRestarted: changed ? 0 : missing ? 1 : 0,
        orphansEnded: 0,
      }
    },
    listening: async () => (await listeningPorts()).served,
    async heldByOthers(ports) {
      const { taken } = await listeningPorts()
      return ports.filter(port => taken.has(port) && !owned.has(port))
    },
    stop: async () => undefined,
  }
}
