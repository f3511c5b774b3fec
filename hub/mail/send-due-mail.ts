import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { Instant } from '../contract/primitives.ts'
import type { Database } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Vault } from '../secrets/vault.ts'
import { composeMessage } from './compose-message.ts'
import { type FrameDeps, type FrameOf, readFrame } from './letter-frame.ts'
import { kindOf } from './mail-kind-rule.ts'
import { readMailPreferences } from './mail-preferences.ts'
import {
  type ClaimedMail,
  claimMail,
  dropLateMail,
  endClaim,
  freeLapsedClaims,
  moveMail,
} from './mail-store.ts'
import { type MailContent, parseMailContent } from './parse-mail-content.ts'
import { renderLetter } from './render-letter.ts'
import { retryAt } from './retry-rule.ts'
import { clearServerPause, pauseServer, readServerPause } from './server-pause.ts'
import { faultKind, renderFault, type SmtpFault } from './smtp-failure-rule.ts'
import { lineDeadlines, type OpenLine, type SmtpLine } from './smtp-line.ts'
import { readSmtpAccess, type SmtpAccess } from './smtp-settings.ts'

export interface SendMailDeps extends FrameDeps {
  /** Proves the lease of the job: nothing is claimed without it. */
  readonly database: Database
  /** Writes what became of a message even when the lease was lost meanwhile: the claim alone protects it. */
  readonly unfenced: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly random: (size: number) => Buffer
  readonly smtpOfEnvironment: SmtpAccess | null
  readonly openLine: OpenLine
  /** Nothing leaves the machine: messages are kept for the mailbox page. */
  readonly demo: boolean
  readonly maxParallel?: number
}

/** Covers a line's deadlines twice: a sender that is slower than this has no claim left. */
const claimMs = 180_000
const longestTryMs = lineDeadlines.openMs + lineDeadlines.sendMs
/** One run ends after about this long; the next follows at once. */
const runMs = 20_000
const mostPerLine = 50
const parallel = 4

const serverAlert = { kind: 'mail.server', subject: 'smtp' } as const
const unsetAlert = { kind: 'mail.unconfigured', subject: 'smtp' } as const
export const failedAlert = { kind: 'mail.failed', subject: 'outbox' } as const

interface Ready {
  readonly access: SmtpAccess
  readonly frameOf: FrameOf
  /** How often in a row the server could not be used before this run. */
  readonly failures: number
}

/**
 * Sends what is due, a few at a time. A message goes out once, unless its sender died or the server's answer was
 * lost after the last byte: then again, with the same Message-ID. What was done, in words.
 */
export async function sendDueMail(deps: SendMailDeps): Promise<string> {
  const ready = await prepare(deps)
  if (typeof ready === 'string') return ready
  const tally = { sent: 0, put: 0, stopped: false, recovered: ready.failures === 0 }
  const endAt = deps.clock.now() + runMs
  // A server that was away is tried with one message first.
  const workers = ready.failures > 0 ? 1 : (deps.maxParallel ?? parallel)
  const ended = await Promise.allSettled(
    Array.from({ length: workers }, () => work(deps, ready, tally, endAt)),
  )
  const broken = ended.find(end => end.status === 'rejected')
  if (broken) throw broken.reason
  return `${tally.sent} messages sent, ${tally.put} put off or given up`
}

/** What must be so before anything is sent; a text says why nothing is. */
function prepare(deps: SendMailDeps): Promise<Ready | string> {
  const { clock } = deps
  return deps.database.inTransaction(async tx => {
    const now = clock.now()
    await freeLapsedClaims(tx, now)
    const late = await dropLateMail(tx, now)
    if (late.tried > 0) await openAlert(tx, { ...failedAlert, ...given(now, 'it was too late for some') })
    if (deps.demo) return `${await moveMail(tx, 'waiting', 'kept')} messages put into the mailbox of the demo`
    const access = await readSmtpAccess(deps, tx)
    if (access === null) {
      const held = await moveMail(tx, 'waiting', 'held', now)
      if (held > 0) {
        const message = 'No mail can be sent: no mail server is set. Messages are held until one is.'
        await openAlert(tx, { ...unsetAlert, at: now, severity: 'critical', message })
      }
      return `no mail server is set; ${held} more messages held`
    }
    await moveMail(tx, 'held', 'waiting')
    await closeAlert(tx, { ...unsetAlert, at: now })
    const pause = await readServerPause(tx)
    if (pause.until > now) return 'the mail server could not be used and is left alone for a while'
    return { access, frameOf: await readFrame(deps, tx), failures: pause.failures }
  })
}

const given = (at: Instant, why: string) => ({
  at,
  severity: 'warning' as const,
  message: `Mail could not be delivered: ${why}`,
})

interface Tally {
  sent: number
  put: number
  stopped: boolean
  recovered: boolean
}

async function work(deps: SendMailDeps, ready: Ready, tally: Tally, endAt: number): Promise<void> {
  let line: SmtpLine | null = null
  let onLine = 0
  try {
    while (!tally.stopped && deps.clock.now() < endAt) {
      const mail = await claimNext(deps, ready)
      if (mail === null) return
      const content = await contentOf(deps, mail)
      if (content === null) continue
      if (line === null || onLine >= mostPerLine) {
        line?.close()
        line = null
        const opened = await deps.openLine(ready.access)
        if (!opened.ok) {
          await putOff(deps, ready, tally, mail, opened.fault)
          continue
        }
        line = opened.line
        onLine = 0
      }
      const raw = await composed(ready, mail, content)
      // Whoever comes so late may no longer be the only one with this message.
      if (deps.clock.now() > mail.until - longestTryMs) return
      const result = await line.send({ from: ready.access.from, to: mail.to, raw })
      onLine += 1
      if (result.ok) {
        tally.sent += 1
        await deps.unfenced.inTransaction(tx => endClaim(tx, mail, { state: 'sent', at: deps.clock.now() }))
        if (!tally.recovered) await recover(deps, tally)
      } else {
        line = null
        await putOff(deps, ready, tally, mail, result.fault)
      }
    }
  } catch (error) {
    tally.stopped = true
    throw error
  } finally {
    line?.close()
  }
}

function claimNext(deps: SendMailDeps, { access }: Ready): Promise<ClaimedMail | null> {
  const claim = deps.random(16).toString('hex')
  const host = access.from.split('@').at(-1) ?? access.host
  const messageId = `${deps.random(16).toString('hex')}@${host}`
  return deps.database.inTransaction(async tx => {
    const now = deps.clock.now()
    return claimMail(tx, { now, claim, until: (now + claimMs) as Instant, messageId })
  })
}

/** What the message says; null where it is not to be sent after all. */
async function contentOf(deps: SendMailDeps, mail: ClaimedMail): Promise<MailContent | null> {
  const content = openContent(deps.vault, mail)
  const { userId } = mail
  const reason =
    content === null
      ? ({ state: 'failed', reason: 'what it says cannot be read' } as const)
      : userId !== null && kindOf(content.template) === 'reminder' && !(await wantsReminders(deps, userId))
        ? ({ state: 'dropped', reason: 'no longer wanted' } as const)
        : null
  if (reason === null) return content
  await deps.unfenced.inTransaction(tx => endClaim(tx, mail, reason))
  return null
}

const wantsReminders = (deps: SendMailDeps, userId: number): Promise<boolean> =>
  deps.unfenced.inTransaction(async tx => (await readMailPreferences(tx, userId)).reminders)

/** What a stored message says; null where it does not open, or is of a template that is gone. */
export function openContent(
  vault: Pick<Vault, 'open'>,
  mail: { readonly template: string; readonly paramsSecret: string },
): MailContent | null {
  try {
    return parseMailContent(mail.template, JSON.parse(vault.open(mail.paramsSecret)))
  } catch {
    return null
  }
}

function composed(ready: Ready, mail: ClaimedMail, content: MailContent): Promise<Buffer> {
  const frame = ready.frameOf(content.template, mail.userId)
  return composeMessage(renderLetter(content, mail.locale, frame), {
    fromName: frame.serviceName,
    from: ready.access.from,
    to: mail.to,
    messageId: mail.messageId,
    date: mail.createdAt,
    unsubscribeUrl: frame.unsubscribeUrl,
  })
}

async function putOff(
  deps: SendMailDeps,
  { access }: Ready,
  tally: Tally,
  mail: ClaimedMail,
  fault: SmtpFault,
): Promise<void> {
  tally.put += 1
  const kind = faultKind(fault)
  const reason = renderFault(fault, access)
  // Several senders meet the same closed door: it is noted once.
  const noted = kind !== 'server' || tally.stopped
  if (kind === 'server') {
    tally.stopped = true
    tally.recovered = false
  }
  await deps.unfenced.inTransaction(async tx => {
    const now = deps.clock.now()
    const dueAt = kind === 'recipient' ? null : retryAt(mail.attempts, now, mail.notAfter)
    const ended = await endClaim(
      tx,
      mail,
      dueAt === null ? { state: 'failed', reason } : { state: 'waiting', dueAt, reason },
    )
    if (!ended) return
    if (!noted) {
      const { failures } = await pauseServer(tx, now)
      const sure = fault.responseCode !== null || fault.code === 'ETLS' || fault.code === 'EAUTH'
      // A connection that fails once may be chance.
      if (sure || failures > 1) {
        await openAlert(tx, { ...serverAlert, at: now, severity: 'critical', message: reason })
      }
    }
    // An address that its own server refuses is nothing an operator could mend.
    if (dueAt === null && kind !== 'recipient') await openAlert(tx, { ...failedAlert, ...given(now, reason) })
  })
}

async function recover(deps: SendMailDeps, tally: Tally): Promise<void> {
  tally.recovered = true
  await deps.unfenced.inTransaction(async tx => {
    await clearServerPause(tx)
    await closeAlert(tx, { ...serverAlert, at: deps.clock.now() })
  })
}
