import { BlockList, isIP } from 'node:net'

const refused = new BlockList()
// "This host", loopback and link-local: a node is never there, but the hub's own services and clouds' metadata are.
refused.addSubnet('0.0.0.0', 8, 'ipv4')
refused.addSubnet('127.0.0.0', 8, 'ipv4')
refused.addSubnet('169.254.0.0', 16, 'ipv4')
refused.addSubnet('224.0.0.0', 4, 'ipv4')
refused.addAddress('255.255.255.255', 'ipv4')
refused.addAddress('::', 'ipv6')
refused.addAddress('::1', 'ipv6')
refused.addSubnet('fe80::', 10, 'ipv6')
refused.addSubnet('ff00::', 8, 'ipv6')

/**
 * Whether the hub must not open a connection to this literal IP address: loopback, link-local, unspecified or
 * multicast, also in IPv6's mapped form (`::ffff:127.0.0.1`), which `BlockList` unwraps.
 */
export function isRefusedAddress(address: string): boolean {
  const literal = address.split('%')[0] ?? ''
  const family = isIP(literal)
  if (family === 0) return true
  return refused.check(literal, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Whether a management host is one the hub refuses outright: a refused literal, or a name that always means this
 * machine. Other names are judged again after they were resolved, when the connection is made.
 */
export function isRefusedHost(host: string): boolean {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  if (isIP(bare.split('%')[0] ?? '') !== 0) return isRefusedAddress(bare)
  const name = bare.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || name.endsWith('.localhost')
}
