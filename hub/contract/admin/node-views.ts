import * as z from 'zod'
import { agentHealth } from '../agent/health.ts'
import { cipher } from '../ciphers.ts'
import { nodeId, rateThousandths, userId } from '../primitives.ts'

const instant = z.number().int()
const version = z.number().int().min(1)
export const nodeHost = z.string().trim().min(1).max(255)

export const nodeState = z.enum(['new', 'active', 'draining', 'removed'])

export const nodeAddress = z.strictObject({
  kind: z.enum(['domain', 'ipv4', 'ipv6', 'relay']),
  host: nodeHost,
  /** Added to the user's port: a relay that maps ports. 0 elsewhere. */
  portOffset: z.number().int().min(-65_535).max(65_535).default(0),
})
export type NodeAddress = z.infer<typeof nodeAddress>

/**
 * `unreachable`: no connection, or it broke. `timeout`: no answer in time. `refused`: another than the node answers, or
 * it does not take the hub. `garbage`: an answer of another form. `rejected`: it said no. `stale`: an answer to another
 * question. `halted`: two machines answer with its identity. `configuration`: it could not be given its configuration.
 */
const contactFault = z.enum([
  'unreachable',
  'timeout',
  'refused',
  'garbage',
  'rejected',
  'stale',
  'halted',
  'configuration',
])
export type ContactFault = z.infer<typeof contactFault>

const nodeFields = {
  id: nodeId,
  name: z.string(),
  state: nodeState,
  country: z.string(),
  region: z.string(),
  /** Greatest number of users. */
  capacity: z.number().int(),
  managementHost: z.string(),
  managementPort: z.number().int(),
  ciphers: z.array(cipher),
  /** User ports lie in [portFrom, portUntil]. */
  portFrom: z.number().int(),
  portUntil: z.number().int(),
  /** Destination ports customers may not reach from the node, besides 25. */
  blockedPorts: z.array(z.number().int()),
  note: z.string(),
  createdAt: instant,
  enrolledAt: instant.nullable(),
  removedAt: instant.nullable(),
  version,
}
export const nodeView = z.strictObject(nodeFields)
export type NodeView = z.infer<typeof nodeView>

/** What is to be said of a node, gravest first. */
export const nodeReason = z.enum([
  /** Two machines answer with one identity: collection is stopped. */
  'halted',
  /** It has not answered for a minute or longer. */
  'failing',
  /** It refuses its configuration. */
  'config_refused',
  /** Ends within 7 days, or has ended. */
  'certificate_urgent',
  /** A part of its agent is not well: see `health.problems`. */
  'agent_problem',
  /** Its clock is off by more than a minute. */
  'clock_off',
  /** Ends within 30 days. */
  'certificate_expiring',
  /** It has as many users as it may have. */
  'full',
  /** It has not answered with its newest configuration yet. */
  'config_pending',
  'draining',
  'not_enrolled',
  'never_collected',
])
export type NodeReason = z.infer<typeof nodeReason>

/** `bad`: it does not serve or count as it should; `warning`: it will not for long; `off`: new or removed. */
const nodeSummary = z.strictObject({
  level: z.enum(['ok', 'pending', 'warning', 'bad', 'off']),
  reasons: z.array(nodeReason),
})
export type NodeSummary = z.infer<typeof nodeSummary>

const nodeStanding = {
  users: z.number().int(),
  /** Ports left by their users and not handed over yet. */
  releasedPorts: z.number().int(),
  /** Thousandths, now. */
  rate: rateThousandths,
  /** Number of the desired configuration, and of the one the node last answered with. */
  desiredRevision: z.number().int(),
  appliedRevision: z.number().int(),
  lastCollectedAt: instant.nullable(),
  /** Collection is stopped: two machines answer with one identity. */
  haltedReason: z.string(),
  contact: z.strictObject({
    lastOkAt: instant.nullable(),
    failures: z.number().int(),
    failingSince: instant.nullable(),
    /** What the last visit that failed failed with; null: of something else. */
    fault: contactFault.nullable(),
    /** The same in the hub's words. */
    lastError: z.string(),
    skewMs: z.number().int(),
  }),
  /** Bits a second between the last two collections; null before there were two, and while it does not answer. */
  traffic: z.strictObject({ upload: z.number().int(), download: z.number().int() }).nullable(),
  certificateExpiresAt: instant.nullable(),
  summary: nodeSummary,
}

export const nodeListItem = z.strictObject({ ...nodeFields, ...nodeStanding })
export type NodeListItem = z.infer<typeof nodeListItem>

export const nodeRate = z.strictObject({ from: instant, rate: rateThousandths })
export type NodeRate = z.infer<typeof nodeRate>

export const nodeDetail = z.strictObject({
  ...nodeFields,
  ...nodeStanding,
  addresses: z.array(nodeAddress),
  rates: z.array(nodeRate),
  /** What the agent last said of itself. */
  health: agentHealth.nullable(),
  healthAt: instant.nullable(),
})
export type NodeDetail = z.infer<typeof nodeDetail>

export const drainReport = z.strictObject({
  /** Users who left it in this step. */
  moved: z.array(userId),
  /** Users who have another node now, which has not confirmed them yet. */
  waiting: z.array(userId),
  /** Users for whom there is no room elsewhere. */
  stuck: z.array(z.strictObject({ userId, reason: z.enum(['no_node', 'no_port']) })),
  /** Users still on it. */
  left: z.number().int(),
})
export type DrainReport = z.infer<typeof drainReport>

/** A port as it is set, without its password. */
const portSettings = z.strictObject({
  cipher,
  closeAt: z.number().int().nullable(),
  closeAfter: instant.nullable(),
  serve: z.boolean(),
})

export const configDifference = z.strictObject({
  desired: z.strictObject({ epoch: z.number().int(), revision: z.number().int() }),
  applied: z.strictObject({ epoch: z.number().int(), revision: z.number().int(), appliedAt: instant }),
  /** What differs beside ports. `applied` is null where the agent is too old to say. */
  settings: z.array(
    z.discriminatedUnion('what', [
      z.strictObject({ what: z.literal('instance'), desired: z.string(), applied: z.string() }),
      z.strictObject({
        what: z.literal('blockedPorts'),
        desired: z.array(z.number().int()),
        applied: z.array(z.number().int()).nullable(),
      }),
    ]),
  ),
  /** Ports that agree, are wanted and not there, there and not wanted, and there but otherwise. */
  counts: z.strictObject({
    same: z.number().int(),
    missing: z.number().int(),
    surplus: z.number().int(),
    different: z.number().int(),
  }),
  /** A page of the ports that differ, in ascending order. */
  items: z.array(
    z.strictObject({
      port: z.number().int(),
      kind: z.enum(['missing', 'surplus', 'different']),
      /** Which fields differ; `password` and `listening` among them. */
      what: z.array(z.enum(['cipher', 'closeAt', 'closeAfter', 'serve', 'password', 'listening'])),
      desired: portSettings.nullable(),
      applied: portSettings.nullable(),
    }),
  ),
  next: z.string().nullable(),
})
export type ConfigDifference = z.infer<typeof configDifference>
