import { addHost, type HostOptions, type LabHost } from './add-host.ts'
import { type InterfaceCounters, interfaceCounters } from './interface-counters.ts'
import { type ExecOptions, ipBatch, isAlive, listNamespaces, removeNamespaces, run } from './ip-command.ts'
import { commandLine, endOnSignals, type RunningProcess, type RunOptions, runProcess } from './run-process.ts'
import { type LinkShape, shapeLink } from './shape-link.ts'

/**
 * Several hosts on one machine: a network namespace each, joined by a bridge that lives in a namespace of its own,
 * so that the machine's own routes, addresses and rules are never touched. The hosts' wires are silent but for what
 * is sent on purpose: neighbours are static, there is no ARP, no neighbour discovery, no router solicitation.
 *
 *     host a ── eth0 ═ p1 ┐
 *                         br0 (namespace "net")
 *     host b ── eth0 ═ p2 ┘
 *     host a ── ctl0 ═ slc… (this machine, a /30 of 10.78.0.0/16, only where `control` is asked for)
 */
export interface Lab extends AsyncDisposable {
  /** Adds a host; names are lower case letters and digits. Addresses are given out when none are named. */
  host(name: string, options?: HostOptions): Promise<LabHost>
  /** Sets the MTU and the rate of a host's wire. */
  link(host: string | LabHost, shape: LinkShape): Promise<void>
  /** Runs a program on a host to its end and gives what it printed; throws when it fails. */
  exec(
    host: string | LabHost,
    argv: readonly string[],
    options?: ExecOptions & Pick<RunOptions, 'user'>,
  ): Promise<string>
  /** Starts a program on a host. It ends with the lab, at the latest. */
  spawn(
    host: string | LabHost,
    argv: readonly string[],
    options?: Omit<RunOptions, 'namespace'>,
  ): Promise<RunningProcess>
  /** What passed a host's wire since the host was made, Ethernet headers (14 bytes a packet) included. */
  counters(host: string | LabHost): Promise<InterfaceCounters>
  /** Removes every host at once, running programs included. It may be called twice. */
  remove(): void
}

const namespacePattern = /^sl-lab-(\d+)-/
let labsMade = 0

/** Makes an empty lab. What dead processes left behind is removed first. Needs root and `ip`. */
export async function createLab({ name }: { readonly name: string }): Promise<Lab> {
  sweepLeftovers()
  labsMade += 1
  const prefix = `sl-lab-${process.pid}-${labsMade}${name.replace(/[^a-z0-9]/g, '')}`
  const hosts = new Map<string, LabHost>()
  const namespaces: string[] = []
  const remove = () => removeNamespaces(namespaces.splice(0).reverse())
  process.on('exit', remove)
  endOnSignals()

  const addNamespace = async (part: string) => {
    const namespace = `${prefix}-${part}`
    namespaces.push(namespace)
    await run(['ip', 'netns', 'add', namespace])
    return namespace
  }
  const find = (host: string | LabHost): LabHost => {
    const found = hosts.get(typeof host === 'string' ? host : host.name)
    if (!found) throw new Error(`the lab has no host ${typeof host === 'string' ? host : host.name}`)
    return found
  }

  const net = await addNamespace('net')
  await run(inNamespace(net, ['sh', '-c', silence]))
  await ipBatch(net, ['link add br0 type bridge mcast_snooping 0', 'link set br0 up'])

  let adding: Promise<unknown> = Promise.resolve()
  return {
    host(hostName, options = {}) {
      const added = adding.then(async () => {
        if (hosts.has(hostName)) throw new Error(`the lab has a host ${hostName} already`)
        const namespace = await addNamespace(hostName)
        const made = await addHost({ name: hostName, namespace, net, others: [...hosts.values()], options })
        hosts.set(hostName, made)
        return made
      })
      adding = added.catch(() => {})
      return added
    },
    link: (host, shape) => shapeLink(net, find(host), shape),
    exec: (host, argv, options = {}) =>
      run(commandLine(argv, { ...options, namespace: find(host).namespace }), options),
    spawn: (host, argv, options = {}) => runProcess(argv, { ...options, namespace: find(host).namespace }),
    counters: host => interfaceCounters(find(host).namespace),
    remove,
    async [Symbol.asyncDispose]() {
      await adding
      remove()
      process.off('exit', remove)
    },
  }
}

// The bridge's own ends would announce themselves to the hosts.
const silence = 'for each in all default; do echo 1 > /proc/sys/net/ipv6/conf/$each/disable_ipv6; done'

function inNamespace(namespace: string, argv: readonly string[]): string[] {
  return ['ip', 'netns', 'exec', namespace, ...argv]
}

/** Removes the labs of processes that no longer exist. */
export function sweepLeftovers(): void {
  removeNamespaces(
    listNamespaces().filter(name => {
      const owner = namespacePattern.exec(name)?.[1]
      return owner !== undefined && !isAlive(Number(owner))
    }),
  )
}
