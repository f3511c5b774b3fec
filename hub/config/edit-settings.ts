import * as z from 'zod'
import { recordAudit } from '../audit/record-audit.ts'
import type { Database, Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { readSetting, writeSetting } from './setting-store.ts'

/** Settings that operators change while the hub runs. */
export interface Settings {
  readonly serviceName: string
}

const serviceNameSetting = 'service_name'
const serviceName = z.string().catch('Sluice')

export async function readSettings(tx: Tx): Promise<Settings> {
  return { serviceName: serviceName.parse(await readSetting(tx, serviceNameSetting)) }
}

/** Writes the settings; answers them as they now are. */
export function editSettings(
  deps: { readonly database: Database; readonly clock: Clock },
  input: Settings,
  actor: Actor,
): Promise<Settings> {
  return deps.database.inTransaction(async tx => {
    const at = deps.clock.now()
    const before = await readSettings(tx)
    await writeSetting(tx, serviceNameSetting, input.serviceName, at)
    await announce(tx, { at, kind: 'settings.changed', subject: {} })
    await recordAudit(tx, { at, actor, action: 'settings.edit', subject: 'hub', before, after: input })
    return input
  })
}
