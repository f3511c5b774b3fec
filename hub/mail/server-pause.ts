import * as z from 'zod'
import { readSetting, writeSetting } from '../config/setting-store.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Tx } from '../db/transaction.ts'
import { serverPauseMs } from './retry-rule.ts'

/** A server that cannot be used is left alone for a while: trying a wrong password again and again locks accounts. */
export interface ServerPause {
  /** How often in a row it could not be used. */
  readonly failures: number
  readonly until: number
}

const settingName = 'mail.serverPause'
const stored = z.object({ failures: z.number(), until: z.number() }).catch({ failures: 0, until: 0 })

export async function readServerPause(tx: Tx): Promise<ServerPause> {
  return stored.parse(await readSetting(tx, settingName))
}

/** Notes another failure; until when the server is left alone. */
export async function pauseServer(tx: Tx, now: Instant): Promise<ServerPause> {
  const failures = (await readServerPause(tx)).failures + 1
  const pause = { failures, until: now + serverPauseMs(failures) }
  await writeSetting(tx, settingName, pause, now)
  return pause
}

export async function clearServerPause(tx: Tx): Promise<void> {
  await tx.query('DELETE FROM settings WHERE name = ?', [settingName])
}
