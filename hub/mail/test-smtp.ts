import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { composeMessage } from './compose-message.ts'
import { type FrameDeps, readFrame } from './letter-frame.ts'
import type { MailLocale } from './render-amounts.ts'
import { renderLetter } from './render-letter.ts'
import { clearServerPause } from './server-pause.ts'
import { renderFault } from './smtp-failure-rule.ts'
import type { OpenLine } from './smtp-line.ts'
import { readSmtpAccess, type SmtpDeps } from './smtp-settings.ts'

export interface TestSmtpDeps extends SmtpDeps, FrameDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: SmtpDeps['vault'] & FrameDeps['vault']
  readonly random: (size: number) => Buffer
  readonly openLine: OpenLine
  readonly demo: boolean
}

/** Sends a test message at once, with the settings as they are. */
export async function testSmtp(
  deps: TestSmtpDeps,
  input: { readonly to: string; readonly locale: MailLocale },
): Promise<{ readonly sent: boolean; readonly problem: string | null }> {
  if (deps.demo)
    return { sent: false, problem: 'This is the demo: nothing is sent. Look at its mailbox page.' }
  const { access, frameOf } = await deps.database.inTransaction(async tx => ({
    access: await readSmtpAccess(deps, tx),
    frameOf: await readFrame(deps, tx),
  }))
  if (access === null) return { sent: false, problem: 'No mail server is set.' }
  const opened = await deps.openLine(access)
  if (!opened.ok) return { sent: false, problem: renderFault(opened.fault, access) }
  const { line } = opened
  const at = deps.clock.now()
  const frame = frameOf('test', null)
  const raw = await composeMessage(renderLetter({ template: 'test', params: { at } }, input.locale, frame), {
    fromName: frame.serviceName,
    from: access.from,
    to: input.to,
    messageId: `${deps.random(16).toString('hex')}@${access.from.split('@').at(-1)}`,
    date: at,
    unsubscribeUrl: null,
  })
  const result = await line.send({ from: access.from, to: input.to, raw })
  if (!result.ok) return { sent: false, problem: renderFault(result.fault, access) }
  line.close()
  // What waits need not wait any longer.
  await deps.database.inTransaction(clearServerPause)
  return { sent: true, problem: null }
}
