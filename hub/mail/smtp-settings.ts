import * as z from 'zod'
import { recordAudit } from '../audit/record-audit.ts'
import type { SmtpLocation } from '../config/config.ts'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import type { Vault } from '../secrets/vault.ts'
import { clearServerPause } from './server-pause.ts'

/** How mail leaves, without the password. */
export type SmtpSettings = SmtpLocation

export interface SmtpAccess extends SmtpSettings {
  readonly password: string
}

/** Where the settings come from: those of the environment stand for all of those in the database. */
export type SmtpSource = 'environment' | 'database' | 'none'

export interface SmtpDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Pick<Vault, 'seal' | 'open'>
  /** From the environment; null: none there. */
  readonly smtpOfEnvironment: SmtpAccess | null
}

const settingName = 'mail.smtp'
/** Resealed with the master key because of how it begins. */
const passwordName = 'sealed.mail.smtp'

const stored = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  from: z.string(),
  tls: z.enum(['tls', 'starttls', 'none']),
})

async function readStored(tx: Tx): Promise<SmtpSettings | null> {
  const value = await readSetting(tx, settingName)
  return value === undefined || value === null ? null : stored.parse(value)
}

/** What mail is sent with; null: nothing is set. */
export async function readSmtpAccess(
  deps: Pick<SmtpDeps, 'vault' | 'smtpOfEnvironment'>,
  tx: Tx,
): Promise<SmtpAccess | null> {
  if (deps.smtpOfEnvironment !== null) return deps.smtpOfEnvironment
  const settings = await readStored(tx)
  if (settings === null) return null
  const sealed = await readSetting(tx, passwordName)
  return { ...settings, password: typeof sealed === 'string' ? deps.vault.open(sealed) : '' }
}

export interface SmtpView {
  readonly source: SmtpSource
  readonly settings: (SmtpSettings & { readonly hasPassword: boolean }) | null
}

/** The settings as operators see them. */
export async function readSmtpSettings(deps: SmtpDeps): Promise<SmtpView> {
  return deps.database.inTransaction(async tx => {
    const access = await readSmtpAccess(deps, tx)
    if (access === null) return { source: 'none', settings: null }
    const { password, ...settings } = access
    const source = deps.smtpOfEnvironment === null ? 'database' : 'environment'
    return { source, settings: { ...settings, hasPassword: password !== '' } }
  })
}

/**
 * Sets how mail leaves; null ends it. A password that is left out stays as it is.
 * Fails with `set_by_environment` where the environment decides.
 */
export async function editSmtpSettings(
  deps: SmtpDeps,
  input: (SmtpSettings & { readonly password?: string | undefined }) | null,
  actor: Actor,
): Promise<Outcome<SmtpView>> {
  const edited = await outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      if (deps.smtpOfEnvironment !== null) throw new RolledBack(fail('set_by_environment'))
      const at = deps.clock.now()
      const before = await readStored(tx)
      const { password, ...settings } = input ?? { password: '' }
      await writeSetting(tx, settingName, input === null ? null : settings, at)
      if (password === '') await tx.query('DELETE FROM settings WHERE name = ?', [passwordName])
      else if (password !== undefined) await writeSetting(tx, passwordName, deps.vault.seal(password), at)
      await clearServerPause(tx)
      await announce(tx, { at, kind: 'settings.changed', subject: {} })
      await recordAudit(tx, {
        at,
        actor,
        action: 'mail.settings',
        subject: 'hub',
        before,
        after: input,
      })
    }),
  )
  return edited.ok ? { ok: true, value: await readSmtpSettings(deps) } : edited
}
