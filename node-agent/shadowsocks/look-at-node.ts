import { readdir, readFile, readlink } from 'node:fs/promises'
import { parseProcess, parseSecret } from './parse-process.ts'
import { parseSockets, type Socket } from './parse-sockets.ts'
import type { RunningServer } from './reconcile-rule.ts'

async function text(path: string): Promise<string> {
  // A process may end between the listing and the reading, and a kernel may lack IPv6.
  return readFile(path, 'utf8').catch(() => '')
}

async function sockets(): Promise<{ readonly tcp: readonly Socket[]; readonly udp: readonly Socket[] }> {
  const [tcp, tcp6, udp, udp6] = await Promise.all(
    ['tcp', 'tcp6', 'udp', 'udp6'].map(name => text(`/proc/self/net/${name}`)),
  )
  return {
    tcp: [...parseSockets(tcp ?? '', 'tcp'), ...parseSockets(tcp6 ?? '', 'tcp')],
    udp: [...parseSockets(udp ?? '', 'udp'), ...parseSockets(udp6 ?? '', 'udp')],
  }
}

/** Ports served over TCP and UDP both, and ports taken over either. */
export async function listeningPorts(): Promise<{
  readonly served: ReadonlySet<number>
  readonly taken: ReadonlySet<number>
}> {
  const { tcp, udp } = await sockets()
  const datagrams = new Set(udp.map(socket => socket.port))
  const served = new Set(tcp.map(socket => socket.port).filter(port => datagrams.has(port)))
  return { served, taken: new Set([...tcp, ...udp].map(socket => socket.port)) }
}

async function processIds(): Promise<number[]> {
  return (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
}

/** The manager and the servers that belong to a run directory, whoever started them. */
export async function findServers(
  runDirectory: string,
): Promise<{ readonly managers: readonly number[]; readonly servers: readonly RunningServer[] }> {
  const managers: number[] = []
  const servers: RunningServer[] = []
  for (const pid of await processIds()) {
    const found = parseProcess(await text(`/proc/${pid}/cmdline`), runDirectory)
    if (found.kind === 'manager') managers.push(pid)
    if (found.kind !== 'server') continue
    servers.push({ pid, port: found.port, secret: parseSecret(await text(found.configPath)) })
  }
  return { managers, servers }
}

/** Of these ports, those on which a process listens whose command line does not name the run directory. */
export async function heldByOthers(
  ports: readonly number[],
  runDirectory: string,
): Promise<readonly number[]> {
  const asked = new Set(ports)
  const { tcp, udp } = await sockets()
  const held = [...tcp, ...udp].filter(socket => asked.has(socket.port))
  if (held.length === 0) return []
  const ours = new Set<number>()
  for (const pid of await processIds()) {
    if (parseProcess(await text(`/proc/${pid}/cmdline`), runDirectory).kind === 'other') continue
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
      if (inode !== undefined) ours.add(Number(inode))
    }
  }
  return [...new Set(held.filter(socket => !ours.has(socket.inode)).map(socket => socket.port))]
}
