import * as z from 'zod'
import { hexId, instant } from '../primitives.ts'

/** The answer of GET /v1/health. */
export const agentHealth = z.strictObject({
  version: z.string(),
  nodeVersion: z.string(),
  instance: hexId,
  start: hexId,
  epoch: z.number().int().min(0),
  revision: z.number().int().min(0),
  now: instant,
  startedAt: instant,
  ephemeralPorts: z.tuple([z.number().int(), z.number().int()]),
  /** `ok` when each part does what it should; otherwise what is wrong and what the agent does about it. */
  problems: z.array(
    z.strictObject({
      part: z.enum(['firewall', 'shadowsocks', 'state', 'disk', 'certificate', 'clock']),
      message: z.string().max(500),
      since: instant,
    }),
  ),
  ports: z.strictObject({
    desired: z.number().int().min(0),
    listening: z.number().int().min(0),
    closed: z.number().int().min(0),
  }),
  repairs: z.strictObject({
    tableRebuilt: z.number().int().min(0),
    portsRestarted: z.number().int().min(0),
    backendRestarted: z.number().int().min(0),
    orphansEnded: z.number().int().min(0),
  }),
  memoryBytes: z.number().int().min(0),
  cpuSeconds: z.number().min(0),
  loadAverage: z.number().min(0),
  certificateExpiresAt: instant,
  /** Told where the request has `details=1`, by agents that know of it: older hubs refuse what they do not know. */
  machine: z
    .strictObject({
      processors: z.number().int().min(1),
      /** Since the machine started, over all processors: at work, and in all. */
      busySeconds: z.number().min(0),
      totalSeconds: z.number().min(0),
      memoryTotalBytes: z.number().int().min(0),
      /** What programs could still take. */
      memoryAvailableBytes: z.number().int().min(0),
    })
    .optional(),
})
export type AgentHealth = z.infer<typeof agentHealth>
