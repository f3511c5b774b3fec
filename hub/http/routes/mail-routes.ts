import type { mailEndpoints } from '../../contract/admin/mail.ts'
import { succeed } from '../../kernel/outcome.ts'
import { readMailStatus } from '../../mail/read-mail-status.ts'
import { editSmtpSettings, readSmtpSettings } from '../../mail/smtp-settings.ts'
import { type TestSmtpDeps, testSmtp } from '../../mail/test-smtp.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers for the settings of mail and for what became of messages. */
export function mailHandlers(deps: TestSmtpDeps): HandlerTable<typeof mailEndpoints> {
  return {
    'mail.status': async () => succeed(await deps.database.inTransaction(readMailStatus)),
    'mail.readSettings': async () => succeed(await readSmtpSettings(deps)),
    'mail.editSettings': ({ body }, { actor }) => editSmtpSettings(deps, body.server, actor),
    'mail.test': async ({ body }) => succeed(await testSmtp(deps, body)),
  }
}
