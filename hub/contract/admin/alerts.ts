import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const alert = z.strictObject({
  id: z.number().int(),
  kind: z.string(),
  /** `node:3`. */
  subject: z.string(),
  severity: z.enum(['warning', 'critical']),
  message: z.string(),
  openedAt: instant,
  /** Null while it is open. */
  closedAt: instant.nullable(),
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
  query: pageQuery.extend({ state: z.enum(['open', 'closed', 'all']).default('open') }),
  body: nothing,
  answer: pageOf(alert),
  errors: [],
})

export const alertEndpoints = [listAlerts]
