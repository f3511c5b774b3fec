import { addControlLink } from './control-link.ts'
import { ipBatch, run } from './ip-command.ts'
import { hostNumbers, withoutPrefix, withPrefix } from './lab-address.ts'

export interface HostOptions {
  /** Its addresses, IPv4 and IPv6, in 10.77.0.0/16 and fd77::/64 unless they name a prefix. */
  readonly addresses?: readonly string[]
  /** Gives the host a second interface through which this machine, and nobody else, reaches it. */
  readonly control?: boolean
}

/** A host of a lab. */
export interface LabHost {
  readonly name: string
  /** The name of its network namespace. */
  readonly namespace: string
  /** Its first IPv4 and IPv6 address; empty where it has none. */
  readonly ipv4: string
  readonly ipv6: string
  readonly addresses: readonly string[]
  readonly mac: string
  /** Its end of the bridge, in the lab's own namespace. */
  readonly port: string
  /** The address at which this machine reaches it, where `control` was asked for. */
  readonly controlAddress: string | undefined
  /** This machine's own address on that link. */
  readonly controlPeer: string | undefined
}

interface NewHost {
  readonly name: string
  readonly namespace: string
  /** The namespace of the bridge. */
  readonly net: string
  readonly others: readonly LabHost[]
  readonly options: HostOptions
}

/** Wires an empty namespace to the bridge and to every host that is there already. */
export async function addHost({ name, namespace, net, others, options }: NewHost): Promise<LabHost> {
  const n = others.length + 1
  const { ipv4, ipv6, mac } = hostNumbers(n)
  const port = `p${n}`
  const wanted = options.addresses ?? [ipv4, ipv6]

  await run(['ip', 'netns', 'exec', namespace, 'sh', '-c', hostSettings])
  await ipBatch(net, [
    `link add ${port} type veth peer name eth0 address ${mac} netns ${namespace}`,
    `link set ${port} master br0`,
    // A packet goes to the one host it is for, from the first packet on.
    `link set ${port} type bridge_slave learning off flood off mcast_flood off bcast_flood off`,
    `link set ${port} up`,
  ])
  await run(['bridge', '-n', net, 'fdb', 'add', mac, 'dev', port, 'master', 'static'])
  await ipBatch(namespace, [
    'link set lo up',
    'link set eth0 arp off addrgenmode none',
    ...wanted.map(
      address => `addr add ${withPrefix(address)} dev eth0${address.includes(':') ? ' nodad' : ''}`,
    ),
    'link set eth0 up',
  ])

  const addresses = wanted.map(withoutPrefix)
  const host = {
    name,
    namespace,
    ipv4: addresses.find(address => !address.includes(':')) ?? '',
    ipv6: addresses.find(address => address.includes(':')) ?? '',
    addresses,
    mac,
    port,
  }
  for (const other of others) {
    await ipBatch(namespace, neighbours(other))
    await ipBatch(other.namespace, neighbours(host))
  }
  const control = options.control ? await addControlLink(namespace) : undefined
  return { ...host, controlAddress: control?.there, controlPeer: control?.here }
}

// Some machines start a new namespace without IPv6.
const hostSettings = 'for each in all default; do echo 0 > /proc/sys/net/ipv6/conf/$each/disable_ipv6; done'

function neighbours({ addresses, mac }: Pick<LabHost, 'addresses' | 'mac'>): string[] {
  return addresses.map(address => `neigh replace ${address} lladdr ${mac} dev eth0 nud permanent`)
}
