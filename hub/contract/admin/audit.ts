import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant, instantText } from '../primitives.ts'

const auditEntry = z.strictObject({
  number: z.number().int(),
  at: instant,
  /** `operator:3 Li`, `command-line:root`, `system:gate`. */
  actor: z.string(),
  action: z.string(),
  /** `user:12`. */
  subject: z.string(),
  /** A secret in it reads "changed". */
  before: z.unknown(),
  after: z.unknown(),
  hash: z.string(),
})
export type AuditEntryView = z.infer<typeof auditEntry>

/** An end of the log that was written down elsewhere, and when. */
const auditAnchor = z.strictObject({
  number: z.number().int(),
  hash: z.string(),
  /** `given` with the request; `daily`: kept by the hub each day, and mailed to the owners; `backup`: in a backup. */
  source: z.enum(['given', 'daily', 'backup']),
  at: instant.nullable(),
  /** Name of the backup's file. */
  file: z.string().nullable(),
})
export type AuditAnchorView = z.infer<typeof auditAnchor>

const shared = {
  method: 'GET',
  auth: 'operator',
  rights: 'audit.read',
  params: nothing,
  body: nothing,
} as const

export const listAudit = endpoint({
  ...shared,
  name: 'audit.list',
  path: '/v1/audit',
  summary: 'Who changed what, newest first',
  query: pageQuery.extend({
    /** Exactly, as `user:12`. */
    subject: z.string().max(128).optional(),
    /** The beginning, as `operator:3`. */
    actor: z.string().max(128).optional(),
    /** The beginning, as `operators.`. */
    action: z.string().max(64).optional(),
    from: instantText.optional(),
    /** Exclusive. */
    until: instantText.optional(),
  }),
  answer: pageOf(auditEntry),
  errors: [],
})

export const proveAudit = endpoint({
  ...shared,
  name: 'audit.prove',
  path: '/v1/audit/proof',
  summary:
    'Checks every number and hash of the log, and the ends of it that were written down: the one given, or those last stored',
  query: z.strictObject({
    number: z.coerce.number().int().min(0).optional(),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  answer: z.discriminatedUnion('ok', [
    z.strictObject({
      ok: z.literal(true),
      head: z.strictObject({ number: z.number().int(), hash: z.string() }),
      /** What it was compared with; empty: nothing was written down yet. */
      anchors: z.array(auditAnchor),
    }),
    z.strictObject({
      ok: z.literal(false),
      number: z.number().int(),
      problem: z.string(),
      /** The end that was written down and is not in the log; null where the log itself is broken. */
      anchor: auditAnchor.nullable(),
    }),
  ]),
  errors: [],
})

export const auditEndpoints = [listAudit, proveAudit]
