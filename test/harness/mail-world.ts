import { randomBytes } from 'node:crypto'
import type { Instant } from '../../hub/contract/primitives.ts'
import { mailOutboxEntity } from '../../hub/db/entities/mail.ts'
import { alertEntity } from '../../hub/db/entities/system.ts'
import { createMailQueue, type NewMail } from '../../hub/mail/queue-mail.ts'
import { type SendMailDeps, sendDueMail } from '../../hub/mail/send-due-mail.ts'
import { createOpenLine, type LineOptions } from '../../hub/mail/smtp-line.ts'
import type { SmtpAccess } from '../../hub/mail/smtp-settings.ts'
import { createVault } from '../../hub/secrets/vault.ts'
import { manualClock } from '../fakes/manual-clock.ts'
import type { TestEngine } from './engines.ts'
import { openTestDatabase } from './open-test-database.ts'

/** An outbox on an empty database with a manual clock, and everything that sends from it. */
export async function openMailWorld(engine: TestEngine, options: LineOptions = {}) {
  const opened = await openTestDatabase(engine)
  const { database } = opened
  const clock = manualClock()
  const vault = createVault(randomBytes(32))
  const queue = createMailQueue({ vault })
  const deps: SendMailDeps = {
    database,
    unfenced: database,
    clock,
    vault,
    random: randomBytes,
    smtpOfEnvironment: null,
    openLine: createOpenLine({ openMs: 5_000, sendMs: 5_000, ...options }),
    demo: false,
    publicUrl: 'https://example.com',
    timeZone: 'Asia/Shanghai',
  }
  let numbered = 0
  return {
    database,
    clock,
    vault,
    deps,
    queue,
    access: (port: number, more: Partial<SmtpAccess> = {}): SmtpAccess => ({
      host: '127.0.0.1',
      port,
      user: '',
      password: '',
      from: 'post@example.com',
      tls: 'none',
      ...more,
    }),
    /** Queues a receipt, or what is named instead. */
    put(more: Partial<NewMail> = {}) {
      numbered += 1
      const receipt = {
        at: clock.now(),
        to: `user${numbered}@example.com`,
        locale: 'en',
        template: 'password-changed',
        params: { at: clock.now() },
        ...more,
      } as NewMail
      return database.inTransaction(tx => queue.queueMail(tx, receipt))
    },
    send: (smtpOfEnvironment: SmtpAccess | null, more: Partial<SendMailDeps> = {}) =>
      sendDueMail({ ...deps, smtpOfEnvironment, ...more }),
    rows: () => database.inTransaction(tx => tx.manager.find(mailOutboxEntity, { order: { id: 'ASC' } })),
    async openAlerts() {
      const alerts = await database.inTransaction(tx => tx.manager.find(alertEntity))
      return alerts.filter(alert => alert.closedAt === null).map(alert => alert.kind)
    },
    now: () => clock.now() as Instant,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

export type MailWorld = Awaited<ReturnType<typeof openMailWorld>>
