import { recordAudit } from '../audit/record-audit.ts'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import { type InviteSettings, inviteSettings } from '../contract/admin/invites.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'

const name = 'invites'

const fallback: InviteSettings = {
  registration: 'open',
  customersInvite: true,
  reward: { kind: 'none' },
  holdDays: 7,
}

export async function readInviteSettings(tx: Tx): Promise<InviteSettings> {
  const parsed = inviteSettings.safeParse(await readSetting(tx, name))
  return parsed.success ? parsed.data : fallback
}

/** Writes the settings; rewards that are frozen already keep what they were. */
export function editInviteSettings(
  deps: { readonly database: Database; readonly clock: Clock },
  input: InviteSettings,
  actor: Actor,
): Promise<InviteSettings> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    const before = await readInviteSettings(tx)
    await writeSetting(tx, name, input, at)
    await announce(tx, { at, kind: 'settings.changed', subject: {} })
    await recordAudit(tx, { at, actor, action: 'invites.settings', subject: 'hub', before, after: input })
    return input
  })
}
