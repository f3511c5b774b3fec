import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LabHost } from './add-host.ts'
import type { Lab } from './create-lab.ts'
import type { RunningProcess } from './run-process.ts'
import type { Endpoint } from './socks-client.ts'

/** What a customer's client is told. */
export interface ShadowsocksServer {
  /** An address of the node, IPv4 or IPv6. */
  readonly host: string
  readonly port: number
  readonly method: string
  readonly password: string
}

/** A running client, and where its SOCKS 5 proxy (TCP and UDP) listens. */
export interface ShadowsocksClient extends AsyncDisposable {
  readonly proxy: Endpoint
  readonly process: RunningProcess
}

/** How the client's proxy is reached: at the host's control link where it has one, else at the host itself. */
export interface ClientPlace {
  readonly lab: Lab
  readonly host: LabHost
  /** The proxy's own port on that host. */
  readonly socksPort: number
}

/** shadowsocks-libev's `ss-local`. */
export async function startSsLocal(
  place: ClientPlace,
  server: ShadowsocksServer,
): Promise<ShadowsocksClient> {
  const { lab, host, socksPort } = place
  const proxy = { host: proxyAddress(host), port: socksPort }
  const remote = ['-s', server.host, '-p', String(server.port), '-m', server.method, '-k', server.password]
  // Without a large MTU it drops every datagram above 2,794 bytes.
  const local = ['-b', proxy.host, '-l', String(socksPort), '-u', '-t', '600', '--mtu', '65000']
  const running = await lab.spawn(host, ['ss-local', ...remote, ...local], { user: 'nobody' })
  await running.waitFor(/listening at/)
  await untilAccepting(place)
  return { proxy, process: running, [Symbol.asyncDispose]: () => running.stop() }
}

/** shadowsocks-rust's `sslocal`; `binary` is its path. */
export function startRustSslocal(
  place: ClientPlace,
  server: ShadowsocksServer,
  binary: string,
): Promise<ShadowsocksClient> {
  return startRustSslocalWith(place, ['-s', at(server), '-m', server.method, '-k', server.password], binary)
}

/** The same told its server in another way: `-c` with a file, `--server-url` with a SIP002 address. */
export async function startRustSslocalWith(
  place: ClientPlace,
  remote: readonly string[],
  binary: string,
): Promise<ShadowsocksClient> {
  const { lab, host, socksPort } = place
  const proxy = { host: proxyAddress(host), port: socksPort }
  const running = await lab.spawn(host, [binary, '-b', at(proxy), ...remote, '-U', '-v'], { user: 'nobody' })
  await running.waitFor(/listening on/)
  await untilAccepting(place)
  return { proxy, process: running, [Symbol.asyncDispose]: () => running.stop() }
}

const at = ({ host, port }: Endpoint) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

/** `ss-local` says that it listens a moment before it does. A host without a control link cannot be asked from here. */
async function untilAccepting({ host, socksPort }: ClientPlace): Promise<void> {
  if (host.controlAddress === undefined) return
  const endpoint = { host: host.controlAddress, port: socksPort }
  for (let tries = 1; ; tries += 1) {
    try {
      const socket = connect(endpoint)
      await once(socket, 'connect').finally(() => socket.destroy())
      return
    } catch (error) {
      if (tries === 100) throw error
      await sleep(50)
    }
  }
}

function proxyAddress(host: LabHost): string {
  return host.controlAddress ?? host.ipv4
}
