import * as z from 'zod'
import { orderWish, quote } from '../customer/quote.ts'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { fenAmount, instant } from '../primitives.ts'

const count = z.number().int()
const most = 1_000_000_000
/** 8 TiB: the bytes of 60 years of 12 cycles must stay an integer that a number can hold. */
const mostBytes = 2 ** 43

/** One language is enough: it stands for the other too. */
const inBoth = (longest: number) =>
  z.strictObject({ zh: z.string().trim().max(longest), en: z.string().trim().max(longest) })

const fields = {
  /** For operators; unique. */
  name: z.string().trim().min(1).max(64),
  title: inBoth(100),
  description: inBoth(2_000),
  kind: z.enum(['month', 'year', 'addon']),
  /** Fen for one month, one year or one add-on. */
  price: fenAmount.min(0).max(100_000_000),
  /** Per cycle, of an add-on in all; null: unlimited. */
  bytes: count.min(1).max(mostBytes).nullable(),
  /** How long an add-on's bytes are good for; null on other kinds. */
  validity: z
    .union([
      z.strictObject({ kind: z.enum(['until_used', 'this_cycle', 'plan']) }),
      z.strictObject({ kind: z.literal('days'), days: count.min(1).max(3_660) }),
    ])
    .nullable(),
  nodeCount: count.min(1).max(32),
  /** Empty: any. */
  regions: z.array(z.string().trim().min(1).max(64)).max(32),
  cyclePolicy: z.enum(['calendar', 'anniversary']),
  mostPerOrder: count.min(1).max(60),
  /** What is left to sell; null: endless. */
  stock: count.min(0).max(most).nullable(),
  /** `hidden`: only with its link or a code; `retired`: sold no more. */
  visibility: z.enum(['public', 'hidden', 'retired']),
  position: count.min(-most).max(most),
}

const plan = z.strictObject({ id: count, ...fields, createdAt: instant, version: count })
export type PlanView = z.infer<typeof plan>

const planBody = z.strictObject({
  ...fields,
  description: fields.description.default({ zh: '', en: '' }),
  validity: fields.validity.default(null),
  nodeCount: fields.nodeCount.default(2),
  regions: fields.regions.default([]),
  cyclePolicy: fields.cyclePolicy.default('calendar'),
  mostPerOrder: fields.mostPerOrder.default(12),
  stock: fields.stock.default(null),
  visibility: fields.visibility.default('public'),
  position: fields.position.default(0),
})
export type PlanBody = z.output<typeof planBody>

const planChange = z.strictObject(fields).partial()
export type PlanChange = z.output<typeof planChange>

const params = z.strictObject({ planId: z.coerce.number().int().min(1) })
const read = { auth: 'operator', rights: 'plans.read', method: 'GET', body: nothing } as const
const write = { auth: 'operator', rights: 'plans.write', query: nothing } as const

export const planEndpoints = [
  endpoint({
    ...read,
    name: 'plan.list',
    path: '/v1/plans',
    summary: 'Plans as customers see them, hidden and retired ones last',
    params: nothing,
    query: pageQuery,
    answer: pageOf(plan),
    errors: [],
  }),
  endpoint({
    ...read,
    name: 'plan.read',
    path: '/v1/plans/:planId',
    summary: 'One plan',
    params,
    query: nothing,
    answer: plan,
    errors: ['plan_not_found'],
  }),
  endpoint({
    ...write,
    name: 'plan.create',
    method: 'POST',
    path: '/v1/plans',
    summary: 'Adds a plan',
    params: nothing,
    body: planBody,
    answer: plan,
    errors: ['name_taken', 'plan_refused'],
  }),
  endpoint({
    ...write,
    name: 'plan.edit',
    method: 'PATCH',
    path: '/v1/plans/:planId',
    summary:
      'Changes what is given of a plan; `version` is the one that was read. Orders keep what they froze; its kind stays',
    params,
    body: planChange.extend({ version: count.min(1) }),
    answer: plan,
    errors: ['plan_not_found', 'changed_meanwhile', 'name_taken', 'plan_refused'],
  }),
  endpoint({
    ...read,
    name: 'plan.preview',
    path: '/v1/plans/:planId/preview',
    summary: 'What a customer would be shown and get now: a new one, or the user that is named',
    params,
    query: z.strictObject({
      userId: z.coerce.number().int().min(1).optional(),
      quantity: z.coerce.number().int().min(1).max(60).default(1),
      wish: orderWish.default('auto'),
      code: z.string().max(64).optional(),
    }),
    answer: quote,
    errors: ['plan_not_found', 'user_not_found', 'order_refused', 'code_refused'],
  }),
] as const
