import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { bytes, instant, instantText, nodeId, portNumber, userId } from '../primitives.ts'

/** Everything about the counting that can be not plain. */
export const incidentKind = z.enum([
  'gap',
  'anomaly',
  'late',
  'exposure',
  'clone',
  'clock',
  'unassigned',
  'new_instance',
  'handover',
])

const incident = z.strictObject({
  id: z.number().int(),
  at: instant,
  kind: incidentKind,
  nodeId,
  userId: userId.nullable(),
  port: portNumber.nullable(),
  /** The time it is about. */
  fromAt: instant,
  untilAt: instant,
  /** Bytes it is about; 0 where nobody can know. */
  upload: bytes,
  download: bytes,
  detail: z.unknown(),
})
export type IncidentView = z.infer<typeof incident>

const common = {
  auth: 'operator',
  rights: 'metering.read',
  params: nothing,
  query: nothing,
  body: nothing,
} as const

export const listIncidents = endpoint({
  ...common,
  name: 'metering.incidents',
  method: 'GET',
  path: '/v1/metering/incidents',
  summary: 'Gaps, anomalies, late bytes and everything else that was not plain, newest first',
  query: pageQuery.extend({
    kind: incidentKind.optional(),
    nodeId: z.coerce.number().pipe(nodeId).optional(),
    userId: z.coerce.number().pipe(userId).optional(),
    from: instantText.optional(),
    until: instantText.optional(),
  }),
  answer: pageOf(incident),
  errors: [],
})

const difference = z.strictObject({
  nodeId,
  /** What is compared, as `hours = cycles`. */
  sums: z.string(),
  left: z.number().int(),
  right: z.number().int(),
})
export type LedgerDifference = z.infer<typeof difference>

export const proveLedger = endpoint({
  ...common,
  name: 'metering.prove',
  method: 'GET',
  path: '/v1/metering/proof',
  summary: 'Compares the sums of hours, days, cycles and meters; the list is empty when all agree',
  answer: z.strictObject({ nodes: z.number().int(), differences: z.array(difference) }),
  errors: [],
})

const incidentCounts = z.partialRecord(incidentKind, z.number().int())

const meteringSummary = z.strictObject({
  /** The last proof that the hub made by itself or was asked for as the job `ledger.prove`; null: none yet. */
  lastProof: z
    .strictObject({
      at: instant,
      nodes: z.number().int(),
      /** How many sums differ, and the first of them. */
      differing: z.number().int(),
      differences: z.array(difference),
    })
    .nullable(),
  /** The job `ledger.prove` is at work: rows that were added up, of about so many. */
  proving: z.strictObject({ done: z.number().int(), of: z.number().int() }).nullable(),
  /** Incidents recorded since then, by kind; a kind without any is left out. */
  since: instant,
  counts: incidentCounts,
  /** Nodes with any, most first; at most 100. */
  nodes: z.array(z.strictObject({ nodeId, name: z.string(), lastAt: instant, counts: incidentCounts })),
  /** Nodes whose collection is stopped. */
  halted: z.array(z.strictObject({ nodeId, name: z.string(), since: instant, reason: z.string() })),
})
export type MeteringSummary = z.infer<typeof meteringSummary>

export const summarizeMetering = endpoint({
  ...common,
  name: 'metering.summary',
  method: 'GET',
  path: '/v1/metering/summary',
  summary: 'Whether the counting is whole: the last proof, and incidents by kind and node',
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  answer: meteringSummary,
  errors: [],
})

const nodeParams = z.strictObject({ nodeId: z.coerce.number().pipe(nodeId) })

const portMeter = z.strictObject({
  port: portNumber,
  /** Last seen readings of the present instance. */
  upload: bytes,
  download: bytes,
  /** Charged bytes of the port over all instances and all its users. */
  charged: bytes,
})
const meter = z.strictObject({
  nodeId,
  /** Null: never collected. */
  instance: z.string().nullable(),
  seq: z.number().int(),
  /** Everything up to this instant is counted. */
  takenAt: instant,
  collectedAt: instant,
  /** When two machines answered with one identity. */
  haltedAt: instant.nullable(),
  haltedReason: z.string(),
  ports: z.array(portMeter),
})
export type MeterView = z.infer<typeof meter>

export const readNodeMeter = endpoint({
  ...common,
  name: 'metering.node',
  method: 'GET',
  path: '/v1/nodes/:nodeId/meter',
  summary: 'What is committed of a node: instance, seq and the last seen readings of its ports',
  params: nodeParams,
  answer: meter,
  errors: ['node_not_found'],
})

export const resumeMetering = endpoint({
  ...common,
  name: 'metering.resume',
  method: 'POST',
  path: '/v1/nodes/:nodeId/meter/resume',
  summary: 'Collects a node again after a clone of it was stopped',
  rights: 'nodes.write',
  params: nodeParams,
  answer: nothing,
  errors: ['node_not_found'],
})

export const meteringEndpoints = [
  listIncidents,
  summarizeMetering,
  proveLedger,
  readNodeMeter,
  resumeMetering,
] as const
