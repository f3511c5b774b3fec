import { z } from 'zod'
import { run } from './ip-command.ts'

/** What passed an interface, as its host sees it. */
export interface InterfaceCounters {
  readonly received: Passed
  readonly sent: Passed
}

export interface Passed {
  /** Ethernet headers included: 14 bytes a packet. */
  readonly bytes: number
  readonly packets: number
}

const side = z.object({ bytes: z.number(), packets: z.number() })
const listing = z.tuple([z.object({ stats64: z.object({ rx: side, tx: side }) })])

/** Reads the counters of an interface in a namespace. */
export async function interfaceCounters(namespace: string, device = 'eth0'): Promise<InterfaceCounters> {
  const printed = await run(['ip', '-n', namespace, '-s', '-j', 'link', 'show', 'dev', device])
  const [{ stats64 }] = listing.parse(JSON.parse(printed))
  return { received: stats64.rx, sent: stats64.tx }
}
