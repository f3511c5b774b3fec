import * as z from 'zod'
import { codeEffect } from '../customer/quote.ts'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const count = z.number().int()

const terms = {
  /** Unique. */
  name: z.string().trim().min(1).max(64),
  effect: codeEffect,
  /** Plans it may be used with; empty: any. */
  planIds: z.array(count.min(1)).max(100),
  validFrom: instant,
  validUntil: instant.nullable(),
  /** Uses of one code in all; null: endless. */
  usesPerCode: count.min(1).max(1_000_000_000).nullable(),
  /** Uses by one user; null: endless. */
  usesPerUser: count.min(1).max(100).nullable(),
  /** Campaign: a user uses at most one code of it, over all batches. Empty: none. */
  activity: z.string().trim().max(64),
  firstOrderOnly: z.boolean(),
  note: z.string().trim().max(2_000),
}

const batch = z.strictObject({
  id: count,
  ...terms,
  /** How many codes, and how often they were used. */
  codes: count,
  used: count,
  createdBy: z.string(),
  createdAt: instant,
  disabledAt: instant.nullable(),
})
export type CodeBatchView = z.infer<typeof batch>

const code = z.strictObject({
  id: count,
  batchId: count,
  code: z.string(),
  used: count,
  mostUses: count.nullable(),
  disabledAt: instant.nullable(),
})
export type CodeView = z.infer<typeof code>

const use = z.strictObject({
  id: count,
  code: z.string(),
  userId: count,
  /** Null once the account is closed. */
  email: z.string().nullable(),
  orderId: count,
  orderNumber: z.string(),
  state: z.enum(['reserved', 'committed', 'released']),
  at: instant,
})
export type CodeUseView = z.infer<typeof use>

const params = z.strictObject({ batchId: z.coerce.number().int().min(1) })
const read = { auth: 'operator', rights: 'codes.read', method: 'GET', body: nothing } as const
const write = { auth: 'operator', rights: 'codes.write', method: 'POST', query: nothing } as const
const toggle = z.strictObject({ enabled: z.boolean() })

export const codeEndpoints = [
  endpoint({
    ...read,
    name: 'code.batches',
    path: '/v1/code-batches',
    summary: 'Batches of codes, newest first',
    params: nothing,
    query: pageQuery,
    answer: pageOf(batch),
    errors: [],
  }),
  endpoint({
    ...write,
    name: 'code.create',
    path: '/v1/code-batches',
    summary: 'Makes random codes that do the same, or one code with the text that is given',
    params: nothing,
    body: z.strictObject({
      ...terms,
      planIds: terms.planIds.default([]),
      validFrom: instant.optional(),
      validUntil: terms.validUntil.default(null),
      usesPerCode: terms.usesPerCode.default(1),
      usesPerUser: terms.usesPerUser.default(1),
      activity: terms.activity.default(''),
      firstOrderOnly: z.boolean().default(false),
      note: terms.note.default(''),
      amount: count.min(1).max(10_000).default(1),
      /** For a code that is told to many, `SPRING2026`; 4 to 32 letters and digits. Only with amount 1. */
      text: z
        .string()
        .max(32)
        .regex(/^[A-Za-z0-9](-*[A-Za-z0-9]){3,}$/)
        .optional(),
    }),
    answer: batch,
    errors: ['name_taken', 'code_taken', 'plan_not_found', 'bad_request'],
  }),
  endpoint({
    ...write,
    name: 'code.toggle-batch',
    path: '/v1/code-batches/:batchId/toggle',
    summary: 'Takes a whole batch out of use, or puts it back',
    params,
    body: toggle,
    answer: batch,
    errors: ['code_not_found'],
  }),
  endpoint({
    ...read,
    name: 'code.list',
    path: '/v1/code-batches/:batchId/codes',
    summary: 'The codes of a batch',
    params,
    query: pageQuery,
    answer: pageOf(code),
    errors: ['code_not_found'],
  }),
  endpoint({
    ...write,
    name: 'code.toggle',
    path: '/v1/codes/:codeId/toggle',
    summary: 'Takes one code out of use, or puts it back',
    params: z.strictObject({ codeId: z.coerce.number().int().min(1) }),
    body: toggle,
    answer: code,
    errors: ['code_not_found'],
  }),
  endpoint({
    ...read,
    name: 'code.uses',
    path: '/v1/code-batches/:batchId/uses',
    summary: 'Who used codes of a batch, newest first, with which order',
    params,
    query: pageQuery,
    answer: pageOf(use),
    errors: ['code_not_found'],
  }),
  endpoint({
    ...read,
    name: 'code.export',
    path: '/v1/code-batches/:batchId/export',
    summary: 'All codes of a batch as CSV',
    params,
    query: nothing,
    answer: z.strictObject({ name: z.string(), csv: z.string() }),
    errors: ['code_not_found'],
  }),
  endpoint({
    ...read,
    name: 'code.find',
    path: '/v1/codes',
    summary: 'Codes that begin like this, as they are written or without their lines, with their batch',
    params: nothing,
    query: z.strictObject({ text: z.string().trim().min(3).max(48) }),
    /** At most 20. */
    answer: z.strictObject({ items: z.array(code.extend({ batchName: z.string() })) }),
    errors: [],
  }),
  endpoint({
    ...read,
    name: 'code.batch',
    path: '/v1/code-batches/:batchId',
    summary: 'One batch, with how many codes it has and how often they were used',
    params,
    query: nothing,
    answer: batch,
    errors: ['code_not_found'],
  }),
] as const
