import type { LabHost } from './add-host.ts'
import { ipBatch, run } from './ip-command.ts'

export interface LinkShape {
  /** Bytes of the largest IP packet, on both ends of the wire. */
  readonly mtu?: number
  /** Bits per second that the host may send. */
  readonly sendRate?: number
  /** Bits per second that the host may receive. */
  readonly receiveRate?: number
}

/** Sets what is named and leaves the rest. A rate of 0 lifts the limit. */
export async function shapeLink(net: string, host: LabHost, shape: LinkShape): Promise<void> {
  const { mtu, sendRate, receiveRate } = shape
  if (mtu !== undefined) {
    await ipBatch(net, [`link set ${host.port} mtu ${mtu}`])
    await ipBatch(host.namespace, [`link set eth0 mtu ${mtu}`])
  }
  if (sendRate !== undefined) await limit(host.namespace, 'eth0', sendRate)
  if (receiveRate !== undefined) await limit(net, host.port, receiveRate)
}

async function limit(namespace: string, device: string, bitsPerSecond: number): Promise<void> {
  const about = ['dev', device, 'root']
  const bucket = ['tbf', 'rate', `${bitsPerSecond}bit`, 'burst', '128kb', 'latency', '200ms']
  const qdisc = ['tc', '-n', namespace, 'qdisc']
  if (bitsPerSecond > 0) await run([...qdisc, 'replace', ...about, ...bucket])
  else await run([...qdisc, 'replace', ...about, 'pfifo_fast'])
}
