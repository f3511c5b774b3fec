import type { Config } from '../config/config.ts'
import { createMailQueue } from '../mail/queue-mail.ts'
import { createOpenLine } from '../mail/smtp-line.ts'
import type { SmtpAccess } from '../mail/smtp-settings.ts'
import type { Vault } from '../secrets/vault.ts'

/** The way into the outbox and the way out of it. */
export function wireMail(parts: {
  readonly config: Config
  readonly vault: Vault
  readonly smtpOfEnvironment: SmtpAccess | null
}) {
  const { config, vault } = parts
  return {
    ...createMailQueue({ vault }),
    openLine: createOpenLine(),
    publicUrl: config.publicUrl,
    demo: config.demo,
  }
}
