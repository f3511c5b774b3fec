import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { instant } from '../primitives.ts'

/**
 * What the data of a server-sent event holds; its id is the event's `id`, its type the `kind`. After a reconnect some
 * come again: take each id once. `events.missed` says that too many passed meanwhile; load anew.
 */
export const hubEvent = z.strictObject({
  id: z.number().int(),
  at: instant,
  /** `noun.happened`. */
  kind: z.string(),
  /** Ids and small facts; never a secret. */
  subject: z.record(z.string(), z.unknown()),
})
export type HubEvent = z.infer<typeof hubEvent>

/** Answers `text/event-stream`, each event's data being a `hubEvent`; takes `Last-Event-ID`. */
export const streamEvents = endpoint({
  name: 'events.stream',
  method: 'GET',
  path: '/v1/events',
  summary: 'What happens, as server-sent events, until the session ends',
  auth: 'operator',
  rights: 'events.read',
  params: nothing,
  query: z.strictObject({ after: z.coerce.number().int().min(0).optional() }),
  body: nothing,
  answer: hubEvent,
  errors: ['too_many_requests'],
})
