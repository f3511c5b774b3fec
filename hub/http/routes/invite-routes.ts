import type { inviteEndpoints } from '../../contract/admin/invites.ts'
import type { Instant } from '../../contract/primitives.ts'
import type { Database } from '../../db/transaction.ts'
import {
  createHouseCode,
  disableInviteCode,
  listInviteCodes,
  type OwnedInviteCode,
} from '../../invites/invite-codes.ts'
import { editInviteSettings, readInviteSettings } from '../../invites/invite-settings.ts'
import type { Clock } from '../../kernel/clock.ts'
import { succeed } from '../../kernel/outcome.ts'
import type { RandomBytes } from '../../users/ports.ts'
import type { HandlerTable } from '../handlers.ts'

const view = (row: OwnedInviteCode) => ({
  ...row,
  createdAt: row.createdAt as Instant,
  disabledAt: row.disabledAt as Instant | null,
})

/** Invitation codes and what they are rewarded with. */
export function inviteHandlers(deps: {
  readonly database: Database
  readonly clock: Clock
  readonly random: RandomBytes
}): HandlerTable<typeof inviteEndpoints> {
  return {
    async 'invite.list'({ query }) {
      const { items, next } = await listInviteCodes(deps, query)
      return succeed({ items: items.map(view), next })
    },
    'invite.create': async ({ body }, { actor }) =>
      succeed(view({ ...(await createHouseCode(deps, body, actor)), email: null })),
    async 'invite.disable'({ params }, { actor }) {
      const done = await disableInviteCode(deps, params, actor)
      return done.ok ? succeed(view(done.value)) : done
    },
    'invite.settings': async () => succeed(await deps.database.inTransaction(readInviteSettings)),
    'invite.configure': ({ body }, { actor }) => editInviteSettings(deps, body, actor),
  }
}
