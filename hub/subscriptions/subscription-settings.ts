import * as z from 'zod'
import { recordAudit } from '../audit/record-audit.ts'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'

/** How lists are answered; operators change it while the hub runs. */
export interface SubscriptionSettings {
  /** How often clients are told to ask again. */
  readonly updateHours: number
  /** Whether a list begins with a line that says what is left. */
  readonly showRemaining: boolean
}

const name = 'subscriptions'
const stored = z
  .object({ updateHours: z.number().int().min(1).max(168), showRemaining: z.boolean() })
  .catch({ updateHours: 12, showRemaining: false })

export async function readSubscriptionSettings(tx: Tx): Promise<SubscriptionSettings> {
  return stored.parse(await readSetting(tx, name))
}

/** Writes the settings; every hub's answers follow within 10 s. */
export function editSubscriptionSettings(
  deps: { readonly database: Database; readonly clock: Clock },
  input: SubscriptionSettings,
  actor: Actor,
): Promise<SubscriptionSettings> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    const before = await readSubscriptionSettings(tx)
    await writeSetting(tx, name, input, at)
    await announce(tx, { at, kind: 'settings.changed', subject: {} })
    await recordAudit(tx, { at, actor, action: 'subscriptions.edit', subject: 'hub', before, after: input })
    return input
  })
}
