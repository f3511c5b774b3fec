import { readSettings } from '../config/edit-settings.ts'
import type { Tx } from '../db/transaction.ts'
import type { Vault } from '../secrets/vault.ts'
import { kindOf } from './mail-kind-rule.ts'
import { unsubscribePath, unsubscribeToken } from './mail-preferences.ts'
import type { MailTemplate } from './parse-mail-content.ts'
import type { LetterFrame } from './render-blocks.ts'

export interface FrameDeps {
  readonly vault: Pick<Vault, 'hash'>
  /** How customers reach the public listener; null: no links. */
  readonly publicUrl: string | null
  readonly timeZone: string
}

/** The frame of a letter to a user (null: somebody without an account yet). */
export type FrameOf = (template: MailTemplate, userId: number | null) => LetterFrame

/** What letters share, as it is now. */
export async function readFrame(deps: FrameDeps, tx: Tx): Promise<FrameOf> {
  const { serviceName } = await readSettings(tx)
  const { vault, publicUrl, timeZone } = deps
  const shared = { serviceName, timeZone, homeUrl: publicUrl }
  return (template, userId) => {
    const ends = publicUrl !== null && userId !== null && kindOf(template) === 'reminder'
    return {
      ...shared,
      unsubscribeUrl: ends ? `${publicUrl}${unsubscribePath}${unsubscribeToken(vault, userId)}` : null,
    }
  }
}
