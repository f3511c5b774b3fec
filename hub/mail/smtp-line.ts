import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SmtpFault } from './smtp-failure-rule.ts'
import type { SmtpAccess } from './smtp-settings.ts'

/** A message as it goes over the wire. */
export interface WireMail {
  readonly from: string
  readonly to: string
  readonly raw: Buffer
}

export type LineResult = { readonly ok: true } | { readonly ok: false; readonly fault: SmtpFault }

/** A signed-in connection to the mail server. After a failure it is closed and of no further use. */
export interface SmtpLine {
  send(mail: WireMail): Promise<LineResult>
  close(): void
}

export type OpenedLine =
  | { readonly ok: true; readonly line: SmtpLine }
  | { readonly ok: false; readonly fault: SmtpFault }

export interface LineOptions {
  /** For connecting, TLS and sign-in together. */
  readonly openMs?: number
  /** For a whole message, from the first command to the server's last answer. */
  readonly sendMs?: number
  /** PEM of an authority to trust instead of the usual ones. */
  readonly ca?: string
}

export type OpenLine = (access: SmtpAccess) => Promise<OpenedLine>

/** Longest a line takes to open and to send one message. */
export const lineDeadlines = { openMs: 15_000, sendMs: 30_000 } as const

/** Connects, encrypts as the settings demand, and signs in. Certificates are always checked. */
export function createOpenLine(options: LineOptions = {}): OpenLine {
  const { openMs, sendMs } = { ...lineDeadlines, ...options }
  return access =>
    new Promise(resolve => {
      const connection = new SMTPConnection({
        host: access.host,
        port: access.port,
        secure: access.tls === 'tls',
        requireTLS: access.tls === 'starttls',
        ignoreTLS: access.tls === 'none',
        connectionTimeout: openMs,
        greetingTimeout: openMs,
        dnsTimeout: openMs,
        socketTimeout: sendMs,
        tls: { minVersion: 'TLSv1.2', ...(options.ca === undefined ? {} : { ca: options.ca }) },
      })
      const close = () => connection.close()
      const settle = (opened: OpenedLine) => {
        clearTimeout(deadline)
        connection.off('error', onError)
        if (!opened.ok) close()
        // What happens to an idle line shows when it is next used.
        connection.on('error', () => undefined)
        resolve(opened)
      }
      const refuse = (error: unknown) => settle({ ok: false, fault: faultOf(error, 'open') })
      const onError = (error: unknown) => refuse(error)
      const deadline = setTimeout(() => refuse(tooLate(openMs)), openMs)
      connection.once('error', onError)
      connection.connect(error => {
        if (error) return refuse(error)
        const opened: OpenedLine = { ok: true, line: lineOf(connection, sendMs) }
        if (access.user === '') return settle(opened)
        connection.login({ user: access.user, pass: access.password }, failed =>
          failed ? refuse(failed) : settle(opened),
        )
      })
    })
}

function lineOf(connection: SMTPConnection, sendMs: number): SmtpLine {
  const close = () => connection.close()
  return {
    close: () => connection.quit(),
    send: mail =>
      new Promise(resolve => {
        const settle = (result: LineResult) => {
          clearTimeout(deadline)
          connection.off('error', onError)
          if (!result.ok) close()
          resolve(result)
        }
        const refuse = (error: unknown) => settle({ ok: false, fault: faultOf(error, 'message') })
        const onError = (error: unknown) => refuse(error)
        const deadline = setTimeout(() => refuse(tooLate(sendMs)), sendMs)
        connection.once('error', onError)
        connection.send({ from: mail.from, to: [mail.to], size: mail.raw.length }, mail.raw, error =>
          error ? refuse(error) : settle({ ok: true }),
        )
      }),
  }
}

const tooLate = (ms: number) =>
  Object.assign(new Error(`not done within ${ms} ms`), { code: 'ETIMEDOUT', command: 'CONN' })

function faultOf(error: unknown, phase: SmtpFault['phase']): SmtpFault {
  const facts = typeof error === 'object' && error !== null ? error : {}
  const textOf = (name: string): string => {
    const value = (facts as Readonly<Record<string, unknown>>)[name]
    return typeof value === 'string' ? value : ''
  }
  const responseCode = 'responseCode' in facts ? facts.responseCode : null
  const original = textOf('originalCode')
  return {
    code: textOf('code'),
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    response: textOf('response'),
    command: textOf('command'),
    message: original === '' ? textOf('message') : `${original} ${textOf('message')}`,
    phase,
  }
}
