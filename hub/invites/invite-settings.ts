import { recordAudit } from '../audit/record-audit.ts'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import { type InviteSettingsView, inviteSettingsView } from '../contract/admin/invites.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'

const name = 'invites'

const fallback: InviteSettingsView = {
  registration: 'open',
  customersInvite: true,
  reward: { kind: 'none' },
  holdDays: 7,
  version: 0,
}

/** Settings that were written before they had a version are of version 0, as those that were never written. */
const stored = inviteSettingsView.extend({ version: inviteSettingsView.shape.version.default(0) })

export async function readInviteSettings(tx: Tx): Promise<InviteSettingsView> {
  const parsed = stored.safeParse(await readSetting(tx, name))
  return parsed.success ? parsed.data : fallback
}

/**
 * Writes the settings; rewards that are frozen already keep what they were. Fails with `changed_meanwhile` (facts:
 * `current`).
 */
export function editInviteSettings(
  deps: { readonly database: Database; readonly clock: Clock },
  input: InviteSettingsView,
  actor: Actor,
): Promise<Outcome<InviteSettingsView>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await holdSettings(tx)
      const before = await readInviteSettings(tx)
      if (before.version !== input.version)
        throw new RolledBack(fail('changed_meanwhile', { current: before }))
      const after = { ...input, version: before.version + 1 }
      await writeSetting(tx, name, after, at)
      await announce(tx, { at, kind: 'settings.changed', subject: {} })
      await recordAudit(tx, { at, actor, action: 'invites.settings', subject: 'hub', before, after })
      return after
    }),
  )
}

/** Until the commit; a row that is not there cannot be held. */
async function holdSettings(tx: Tx): Promise<void> {
  const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
  await tx.query(`INSERT ${ignore} INTO settings (name, value, updatedAt) VALUES (?, ?, 0)`, [
    name,
    JSON.stringify(fallback),
  ])
  await tx.query(`SELECT name FROM settings WHERE name = ?${tx.forUpdate}`, [name])
}
