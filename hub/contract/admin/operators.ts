import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'
import { role } from '../rights.ts'

const email = z.email().max(254).toLowerCase()
const operatorName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}*$/u)
const operatorParams = z.strictObject({ operatorId: z.coerce.number().int().min(1) })
const version = z.number().int().min(1)

export const operatorView = z.strictObject({
  id: z.number().int(),
  email: z.string(),
  name: z.string(),
  role,
  mustChangePassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  /** Null: may sign in. */
  disabledAt: instant.nullable(),
  createdAt: instant,
  /** Grows with every edit; an edit names the one it saw. */
  version: z.number().int(),
})
export type OperatorView = z.infer<typeof operatorView>

/** A generated password: shown this once, to be changed at the next sign-in. */
const withPassword = z.strictObject({ operator: operatorView, password: z.string() })

const shared = { auth: 'operator', rights: 'operators.write', query: nothing } as const

export const listOperators = endpoint({
  name: 'operators.list',
  method: 'GET',
  path: '/v1/operators',
  summary: 'Staff accounts, in the order they were made',
  auth: 'operator',
  rights: 'operators.read',
  params: nothing,
  query: pageQuery,
  body: nothing,
  answer: pageOf(operatorView),
  errors: [],
})

export const createOperator = endpoint({
  ...shared,
  name: 'operators.create',
  method: 'POST',
  path: '/v1/operators',
  summary: 'Makes a staff account with a generated password',
  params: nothing,
  body: z.strictObject({ email, name: operatorName, role }),
  answer: withPassword,
  errors: ['email_taken'],
})

export const editOperator = endpoint({
  ...shared,
  name: 'operators.edit',
  method: 'PATCH',
  path: '/v1/operators/:operatorId',
  summary: 'Changes name, address or role; another role ends the sessions',
  params: operatorParams,
  body: z.strictObject({
    version,
    email: email.optional(),
    name: operatorName.optional(),
    role: role.optional(),
  }),
  answer: operatorView,
  errors: ['operator_not_found', 'changed_meanwhile', 'email_taken', 'last_owner'],
})

export const disableOperator = endpoint({
  ...shared,
  name: 'operators.disable',
  method: 'POST',
  path: '/v1/operators/:operatorId/disable',
  summary: 'Ends all sessions and lets nobody sign in to the account',
  params: operatorParams,
  body: nothing,
  answer: operatorView,
  errors: ['operator_not_found', 'last_owner'],
})

export const enableOperator = endpoint({
  ...shared,
  name: 'operators.enable',
  method: 'POST',
  path: '/v1/operators/:operatorId/enable',
  summary: 'Lets a disabled account sign in again',
  params: operatorParams,
  body: nothing,
  answer: operatorView,
  errors: ['operator_not_found'],
})

export const resetOperatorPassword = endpoint({
  ...shared,
  name: 'operators.resetPassword',
  method: 'POST',
  path: '/v1/operators/:operatorId/reset-password',
  summary: 'Generates a new password and ends all sessions',
  params: operatorParams,
  body: nothing,
  answer: withPassword,
  errors: ['operator_not_found'],
})

export const resetOperatorTotp = endpoint({
  ...shared,
  name: 'operators.resetTotp',
  method: 'POST',
  path: '/v1/operators/:operatorId/reset-totp',
  summary: 'Removes the second factor of somebody who lost it, and ends all sessions',
  params: operatorParams,
  body: nothing,
  answer: operatorView,
  errors: ['operator_not_found'],
})

export const operatorEndpoints = [
  listOperators,
  createOperator,
  editOperator,
  disableOperator,
  enableOperator,
  resetOperatorPassword,
  resetOperatorTotp,
]
