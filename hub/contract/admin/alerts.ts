import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const alert = z.strictObject({
  id: z.number().int(),
  kind: z.string(),
  /** `node:3`. */
  subject: z.string(),
  /** What people call it; null where it has no name of its own. */
  name: z.string().nullable(),
  severity: z.enum(['warning', 'critical']),
  /** In the hub's words. */
  message: z.string(),
  openedAt: instant,
  /** Null while it is open. */
  closedAt: instant.nullable(),
  /** When an operator took note of it, and who; null: nobody yet. */
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
})
export type AlertView = z.infer<typeof alert>

export const listAlerts = endpoint({
  name: 'alerts.list',
  method: 'GET',
  path: '/v1/alerts',
  summary: 'What a person should know, newest first',
  auth: 'operator',
  rights: 'events.read',
  params: nothing,
  query: pageQuery.extend({
    /** `unseen`: open, and nobody has taken note of it. */
    state: z.enum(['open', 'unseen', 'closed', 'all']).default('open'),
  }),
  body: nothing,
  answer: pageOf(alert),
  errors: [],
})

export const acknowledgeAlert = endpoint({
  name: 'alerts.acknowledge',
  method: 'POST',
  path: '/v1/alerts/:alertId/acknowledge',
  summary: 'Takes note of an alert: it stays open until its cause is over, and calls nobody any more',
  auth: 'operator',
  rights: 'alerts.write',
  params: z.strictObject({ alertId: z.coerce.number().int().min(1) }),
  query: nothing,
  body: nothing,
  answer: alert,
  errors: ['alert_not_found'],
})

export const alertEndpoints = [listAlerts, acknowledgeAlert] as const
