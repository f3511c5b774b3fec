import { common } from './common.ts'
import { connect } from './connect.ts'
import { errors } from './errors.ts'
import { nodes } from './nodes.ts'
import { orders } from './orders.ts'
import { overview } from './overview.ts'
import { plans } from './plans.ts'
import { system } from './system.ts'
import { traffic } from './traffic.ts'
import { userPage } from './user-page.ts'
import { users } from './users.ts'
import { words } from './words.ts'

/** Every text of the console, by part. */
export const en = {
  common,
  connect,
  errors,
  nodes,
  orders,
  overview,
  plans,
  system,
  traffic,
  userPage,
  users,
  words,
} as const
