import * as z from 'zod'
import { meteringGap } from '../../hub/contract/agent/counters.ts'
import { hexId, instant } from '../../hub/contract/primitives.ts'

/** The head of a state file, one JSON line. The readings follow it in binary, then a SHA-256 of all before. */
export const stateHead = z.strictObject({
  version: z.literal(1),
  instance: hexId,
  seq: z.number().int().min(0),
  epoch: z.number().int().min(0),
  revision: z.number().int().min(0),
  appliedAt: instant,
  /** Name of the configuration's file in the same directory; null before the first. */
  config: z
    .string()
    .regex(/^config-[0-9a-f]{32}\.json$/)
    .nullable(),
  rebuild: z.boolean(),
  savedAt: instant,
  bootId: z.string().max(64),
  lastMarkAt: instant,
  gaps: z.array(meteringGap).max(1_000),
})
export type StateHead = z.infer<typeof stateHead>

/** The head of a mark's file, one JSON line; its readings follow deflated. */
export const markHead = z.strictObject({
  version: z.literal(1),
  instance: hexId,
  at: instant,
  seq: z.number().int().min(1),
  count: z.number().int().min(0),
})
