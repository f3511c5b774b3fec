import * as z from 'zod'
import { cipher } from '../ciphers.ts'
import { endpoint } from '../endpoint.ts'
import { nothing } from '../paging.ts'
import { nodeId, userId } from '../primitives.ts'
import { userDetail, userView } from './user-views.ts'

const personName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}*$/u, 'no control characters')
const email = z.email().max(254).toLowerCase()
const region = z.string().trim().min(1).max(32)
const version = z.number().int().min(1)
/** Any integer: which numbers can be used is said with the reason, not as a malformed request. */
const wantedPort = z.number().int()

const accessLine = z.strictObject({
  nodeId,
  nodeName: z.string(),
  kind: z.enum(['domain', 'ipv4', 'ipv6', 'relay']),
  host: z.string(),
  /** The user's port plus the address's offset. */
  port: z.number().int(),
  cipher,
  password: z.string(),
  /** SIP002: `ss://…#name`. */
  uri: z.string(),
})
export type AccessLine = z.infer<typeof accessLine>

const userParams = z.strictObject({ userId: z.coerce.number().pipe(userId) })
const common = { auth: 'operator', query: nothing } as const

export const readUser = endpoint({
  ...common,
  name: 'user.read',
  method: 'GET',
  path: '/v1/users/:userId',
  summary: 'A user with what is left, his number, his nodes and his gate',
  rights: 'users.read',
  params: userParams,
  body: nothing,
  answer: userDetail,
  errors: ['user_not_found'],
})

export const createUser = endpoint({
  ...common,
  name: 'user.create',
  method: 'POST',
  path: '/v1/users',
  summary: 'Create a user; number and nodes come with his first grant',
  rights: 'users.write',
  params: nothing,
  body: z.strictObject({
    name: personName,
    email,
    cipher: cipher.default('aes-256-gcm'),
    /** Generated to fit the cipher where it is left out. */
    password: z.string().max(128).optional(),
    nodeCount: z.number().int().min(1).max(32).default(2),
    regions: z.array(region).max(32).default([]),
    cyclePolicy: z.enum(['calendar', 'anniversary']).default('calendar'),
    note: z.string().max(10_000).default(''),
  }),
  answer: userView,
  errors: ['email_taken', 'password_does_not_fit'],
})

export const editUser = endpoint({
  ...common,
  name: 'user.edit',
  method: 'PATCH',
  path: '/v1/users/:userId',
  summary: 'Change what is given; `version` is the one that was read',
  rights: 'users.write',
  params: userParams,
  body: z.strictObject({
    version,
    name: personName.optional(),
    email: email.optional(),
    nodeCount: z.number().int().min(1).max(32).optional(),
    regions: z.array(region).max(32).optional(),
    note: z.string().max(10_000).optional(),
  }),
  answer: userView,
  errors: ['user_not_found', 'changed_meanwhile', 'email_taken'],
})

export const suspendUser = endpoint({
  ...common,
  name: 'user.suspend',
  method: 'POST',
  path: '/v1/users/:userId/suspend',
  summary: 'Close the gate until he is resumed',
  rights: 'users.write',
  params: userParams,
  body: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
  answer: userView,
  errors: ['user_not_found'],
})

export const resumeUser = endpoint({
  ...common,
  name: 'user.resume',
  method: 'POST',
  path: '/v1/users/:userId/resume',
  summary: 'End a suspension',
  rights: 'users.write',
  params: userParams,
  body: nothing,
  answer: userView,
  errors: ['user_not_found'],
})

export const rotatePassword = endpoint({
  ...common,
  name: 'user.rotatePassword',
  method: 'POST',
  path: '/v1/users/:userId/password',
  summary: 'Give him a new proxy password; the old one dies on every node',
  rights: 'users.write',
  params: userParams,
  body: nothing,
  answer: userView,
  errors: ['user_not_found'],
})

export const setCipher = endpoint({
  ...common,
  name: 'user.setCipher',
  method: 'PUT',
  path: '/v1/users/:userId/cipher',
  summary: 'Change the cipher, and the password with it',
  rights: 'users.write',
  params: userParams,
  body: z.strictObject({ cipher }),
  answer: userView,
  errors: ['user_not_found', 'no_node_available'],
})

export const setPort = endpoint({
  ...common,
  name: 'user.setPort',
  method: 'PUT',
  path: '/v1/users/:userId/port',
  summary: 'Move him to another number on all his nodes',
  rights: 'users.write',
  params: userParams,
  body: z.strictObject({ port: wantedPort }),
  answer: userView,
  errors: ['user_not_found', 'port_taken', 'port_out_of_range'],
})

export const assignUser = endpoint({
  ...common,
  name: 'user.assign',
  method: 'POST',
  path: '/v1/users/:userId/nodes',
  summary: 'Fill up his nodes, and his number if he has none',
  rights: 'users.write',
  params: userParams,
  body: nothing,
  answer: z.strictObject({
    port: z.number().int(),
    added: z.array(nodeId),
    released: z.array(nodeId),
    /** Nodes he is to have and for which there is no room. */
    missing: z.number().int(),
  }),
  errors: ['user_not_found', 'no_node_available', 'no_port_available'],
})

export const deleteUser = endpoint({
  ...common,
  name: 'user.delete',
  method: 'DELETE',
  path: '/v1/users/:userId',
  summary: 'Clear what identifies him and release his number; his totals stay',
  rights: 'users.delete',
  params: userParams,
  body: nothing,
  answer: userView,
  errors: ['user_not_found'],
})

export const revealAccess = endpoint({
  ...common,
  name: 'user.access',
  method: 'POST',
  path: '/v1/users/:userId/access',
  summary: 'What he needs to connect, password included; written to the audit log',
  rights: 'users.secrets',
  params: userParams,
  body: nothing,
  answer: z.strictObject({ lines: z.array(accessLine) }),
  errors: ['user_not_found'],
})

export const userEndpoints = [
  readUser,
  createUser,
  editUser,
  suspendUser,
  resumeUser,
  rotatePassword,
  setCipher,
  setPort,
  assignUser,
  deleteUser,
  revealAccess,
] as const
