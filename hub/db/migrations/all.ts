import { Foundation1764000000000 } from './1764000000000-foundation.ts'
import { Selling1764100000000 } from './1764100000000-selling.ts'
import { Mail1764200000000 } from './1764200000000-mail.ts'
import { Customers1764300000000 } from './1764300000000-customers.ts'
import { Subscriptions1764350000000 } from './1764350000000-subscriptions.ts'
import { Backups1764400000000 } from './1764400000000-backups.ts'
import { Fleet1764700000000 } from './1764700000000-fleet.ts'
import { NodeUsers1764800000000 } from './1764800000000-node-users.ts'
import { Limits1764850000000 } from './1764850000000-limits.ts'
import { Console1764900000000 } from './1764900000000-console.ts'
import { OrderLists1764950000000 } from './1764950000000-order-lists.ts'
import { RequestKeys1764970000000 } from './1764970000000-request-keys.ts'

/** Every migration, in order. Both engines run the same ones. */
export const migrations = [
  Foundation1764000000000,
  Selling1764100000000,
  Mail1764200000000,
  Customers1764300000000,
  Subscriptions1764350000000,
  Backups1764400000000,
  Fleet1764700000000,
  NodeUsers1764800000000,
  Limits1764850000000,
  Console1764900000000,
  OrderLists1764950000000,
  RequestKeys1764970000000,
]
