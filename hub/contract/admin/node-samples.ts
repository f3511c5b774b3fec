import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { instant, nodeId } from '../primitives.ts'

const count = z.number().int().min(0)

const sample = z.strictObject({
  /** Beginning of its span. */
  at: instant,
  /** Thousandths of all processors; null where the agent is too old to say. */
  cpu: count.nullable(),
  /** Load average of a minute, in thousandths. */
  load: count,
  /** Bytes in use and in all; null where the agent is too old to say. */
  memoryUsed: count.nullable(),
  memoryTotal: count.nullable(),
  /** Of the agent itself. */
  agentMemory: count,
  /** Ports that Shadowsocks serves, and those the kernel keeps closed. */
  portsListening: count,
  portsClosed: count,
  /** Bits a second, averaged over its span. */
  upload: count,
  download: count,
})
export type NodeSample = z.infer<typeof sample>

export const readNodeSamples = endpoint({
  name: 'node.samples',
  method: 'GET',
  path: '/v1/nodes/:nodeId/samples',
  summary: 'How a node fared over time: processor, memory, ports, traffic; kept 14 days',
  auth: 'operator',
  rights: 'nodes.read',
  params: z.strictObject({ nodeId: z.coerce.number().pipe(nodeId) }),
  query: z.strictObject({
    /** By default 24 hours before `until`, which is now by default. At most 14 days. */
    from: z.coerce.number().pipe(instant).optional(),
    until: z.coerce.number().pipe(instant).optional(),
  }),
  body: nothing,
  answer: z.strictObject({
    /** Length of each span: five minutes, or more where the period would give over 350 of them. */
    spanMs: count,
    /** Ascending; spans without a visit are left out. */
    items: z.array(sample),
  }),
  errors: ['node_not_found', 'bad_request'],
})

export const nodeSampleEndpoints = [readNodeSamples] as const
