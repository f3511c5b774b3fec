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
    lastError: z.string(),
    skewMs: z.number().int(),
  }),
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
  certificateExpiresAt: instant.nullable(),
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

export const configDifference = z.strictObject({
  desired: z.strictObject({ epoch: z.number().int(), revision: z.number().int() }),
  applied: z.strictObject({ epoch: z.number().int(), revision: z.number().int(), appliedAt: instant }),
  /** Ports wanted and not there, there and not wanted, and there but otherwise. */
  missing: z.array(z.number().int()),
  surplus: z.array(z.number().int()),
  different: z.array(z.strictObject({ port: z.number().int(), what: z.array(z.string()) })),
})
export type ConfigDifference = z.infer<typeof configDifference>
