import { fail, RolledBack } from '../../hub/kernel/outcome.ts'
import type { OrderCodes } from '../../hub/orders/ports.ts'

const refuse = async () => {
  throw new RolledBack(fail('code_refused', { why: 'unknown' }))
}

/** A shop without codes. */
export const noCodes: OrderCodes = {
  find: refuse,
  reserve: refuse,
  commit: async () => 'within',
  release: async () => {},
}
