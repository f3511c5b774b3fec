import * as z from 'zod'
import { bytes, hexId, instant, portNumber } from '../primitives.ts'

/** One port's cumulative reading: [port, upload, download], upload = client to node. Never reset by reading. */
export const reading = z.tuple([portNumber, bytes, bytes])
export type Reading = z.infer<typeof reading>

/** What the hub has committed of this node, so that the agent can tell that its own state was rolled back. */
export const countersQuery = z.strictObject({
  /** Echoed in the answer: an answer to another request is never taken for this one's. */
  request: hexId,
  instance: hexId.optional(),
  seq: z.coerce.number().int().min(0).optional(),
})
export type CountersQuery = z.infer<typeof countersQuery>

/** Changed readings at the end of a quarter hour UTC, kept until a request names a seq at or above its own. */
export const mark = z.strictObject({
  at: instant,
  seq: z.number().int().min(1),
  /** Readings that changed since the previous mark; a port that is absent stood still. */
  readings: z.array(reading),
})
export type Mark = z.infer<typeof mark>

/** A time in which the agent could not count, or lost what it had counted since its last durable save. */
export const meteringGap = z.strictObject({
  from: instant,
  until: instant,
  reason: z.enum(['reboot', 'table_lost', 'state_lost', 'rolled_back', 'marks_dropped']),
  seq: z.number().int().min(1),
})
export type MeteringGap = z.infer<typeof meteringGap>

/**
 * The answer of GET /v1/counters. Everything in it was durable on the node before it was sent.
 * `seq` grows with every durable write of an instance; `start` is random per process.
 */
export const countersAnswer = z.strictObject({
  request: hexId,
  instance: hexId,
  start: hexId,
  seq: z.number().int().min(1),
  epoch: z.number().int().min(0),
  revision: z.number().int().min(0),
  takenAt: instant,
  /** Every port that has a counter, in ascending order. */
  readings: z.array(reading).max(65_535),
  /** Ascending by time; all later than the last acknowledged seq. */
  marks: z.array(mark).max(3_500),
  gaps: z.array(meteringGap).max(1_000),
  /**
   * Present when not all waiting marks fit: the answer is then as of its last mark. seq and takenAt are that mark's,
   * and readings holds the ports of its marks only. The rest follows once this seq is acknowledged: ask again at once.
   */
  more: z.literal(true).optional(),
})
export type CountersAnswer = z.infer<typeof countersAnswer>
