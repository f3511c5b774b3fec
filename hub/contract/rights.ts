import * as z from 'zod'

/**
 * owner: everything, alone in secrets, operators and merchant settings.
 * admin: users, nodes, grants, plans, codes, refunds, jobs. support: looks after users and their orders, sees no
 * proxy password. viewer: reads.
 */
export const role = z.enum(['owner', 'admin', 'support', 'viewer'])
export type Role = z.infer<typeof role>

/** What an endpoint may demand. */
export const right = z.enum([
  'own-account',
  'users.read',
  'users.write',
  'users.secrets',
  'users.delete',
  'users.bulk',
  'grants.write',
  'nodes.read',
  'nodes.write',
  'nodes.enroll',
  'usage.read',
  'metering.read',
  'jobs.read',
  'jobs.run',
  'audit.read',
  'events.read',
  'alerts.write',
  'operators.read',
  'operators.write',
  'settings.read',
  'settings.write',
  'pki.write',
  'plans.read',
  'plans.write',
  'codes.read',
  'codes.write',
  'orders.read',
  'orders.write',
  'payments.refund',
  'payments.manual',
  'inbox.write',
  'merchants.read',
  'merchants.write',
  'content.write',
  'backups.read',
  'backups.run',
])
export type Right = z.infer<typeof right>

const viewer: readonly Right[] = [
  'own-account',
  'users.read',
  'nodes.read',
  'usage.read',
  'events.read',
  'plans.read',
  'orders.read',
]
const support: readonly Right[] = [
  ...viewer,
  'users.write',
  'grants.write',
  'metering.read',
  'codes.read',
  'orders.write',
  'alerts.write',
]
const admin: readonly Right[] = [
  ...support,
  'users.secrets',
  'users.delete',
  'users.bulk',
  'nodes.write',
  'nodes.enroll',
  'jobs.read',
  'jobs.run',
  'audit.read',
  'settings.read',
  'operators.read',
  'plans.write',
  'codes.write',
  'payments.refund',
  'inbox.write',
  'merchants.read',
  'content.write',
  'backups.read',
  'backups.run',
]
const owner: readonly Right[] = right.options

/** The table (role x right). */
export const rightsOf: Readonly<Record<Role, ReadonlySet<Right>>> = {
  viewer: new Set(viewer),
  support: new Set(support),
  admin: new Set(admin),
  owner: new Set(owner),
}
