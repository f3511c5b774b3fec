import { ipBatch, run } from './ip-command.ts'
import { controlNetwork } from './lab-address.ts'

let linksMade = 0

/**
 * Joins this machine and a host by a link of their own: a veth pair and one network of four addresses
 * (10.78.0.0/16), so that a hub or a SOCKS client outside the lab reaches what runs on the host. This machine gets
 * one address and the route that comes with it, nothing else; both go away with the namespace.
 */
export async function addControlLink(namespace: string): Promise<{ here: string; there: string }> {
  const taken = await run(['ip', '-4', 'addr', 'show'])
  linksMade += 1
  const name = `slc${process.pid.toString(36)}n${linksMade.toString(36)}`
  const start = process.pid * 16 + linksMade
  for (let k = start; k < start + 16_384; k += 1) {
    const network = controlNetwork(k)
    if (taken.includes(`${network.here}/`)) continue
    // Whole datagrams pass: what is broken into fragments is the lab's own wire alone.
    await ipBatch(undefined, [
      `link add ${name} mtu 65535 type veth peer name ctl0 mtu 65535 netns ${namespace}`,
      `link set ${name} addrgenmode none`,
      `addr add ${network.here}/30 dev ${name}`,
      `link set ${name} up`,
    ])
    await ipBatch(namespace, [
      'link set ctl0 addrgenmode none',
      `addr add ${network.there}/30 dev ctl0`,
      'link set ctl0 up',
    ])
    return network
  }
  throw new Error('10.78.0.0/16 has no free network')
}
