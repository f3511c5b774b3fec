import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** What the server does with a message: take it, answer with a code at a command, or behave badly. */
export type SmtpMood =
  | { readonly kind: 'takes' }
  | { readonly kind: 'answers'; readonly to: 'MAIL FROM' | 'RCPT TO' | 'DATA'; readonly code: number }
  /** The connection ends in the middle of the message. */
  | { readonly kind: 'dies-in-data' }
  /** The message is taken, and the connection ends before the server says so. */
  | { readonly kind: 'answer-lost' }
  | { readonly kind: 'silent' }

export interface ReceivedMail {
  readonly from: string
  readonly to: string
  readonly raw: string
  /** Unfolded, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly encrypted: boolean
  readonly user: string
}

export interface SmtpServerOptions {
  readonly user?: string
  readonly password?: string
  readonly tls?: { readonly key: string; readonly certificate: string; readonly fromStart: boolean }
}

/** A real SMTP server on a free port of loopback. */
export async function startSmtpServer(options: SmtpServerOptions = {}) {
  const received: ReceivedMail[] = []
  const lines = { opened: 0, messages: 0 }
  let mood: SmtpMood = { kind: 'takes' }
  const sockets = new Set<Socket>()
  const refusal = (code: number) =>
    Object.assign(new Error('not now, <someone@example.com>'), { responseCode: code })
  const refuseAt = (to: string): Error | null =>
    mood.kind === 'answers' && mood.to === to ? refusal(mood.code) : null
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const { user, password, tls } = options
  const server = new SMTPServer({
    secure: tls?.fromStart ?? false,
    ...(tls === undefined ? {} : { key: tls.key, cert: tls.certificate }),
    disabledCommands: tls === undefined ? ['STARTTLS'] : [],
    authOptional: user === undefined,
    allowInsecureAuth: true,
    closeTimeout: 100,
    disableReverseLookup: true,
    onConnect(_session, done) {
      lines.opened += 1
      done()
    },
    onAuth(auth, _session, done) {
      if (auth.username === user && auth.password === password) done(null, { user: auth.username })
      else done(Object.assign(new Error('535 wrong user or password'), { responseCode: 535 }))
    },
    onMailFrom: (_address, _session, done) => {
      if (mood.kind !== 'silent') done(refuseAt('MAIL FROM'))
    },
    onRcptTo: (_address, _session, done) => done(refuseAt('RCPT TO')),
    onData(stream, session, done) {
      const parts: Buffer[] = []
      if (mood.kind === 'dies-in-data') return void cut()
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        lines.messages += 1
        const refused = refuseAt('DATA')
        if (refused) return done(refused)
        const raw = Buffer.concat(parts).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(one => one.address).join(','),
          raw,
          headers: headersOf(raw),
          encrypted: session.secure,
          user: String(session.user ?? ''),
        })
        if (mood.kind === 'answer-lost') cut()
        else done()
      })
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    received,
    lines,
    behave(next: SmtpMood) {
      mood = next
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise<void>(resolve => server.close(resolve))
    },
  }
}

export type TestSmtpServer = Awaited<ReturnType<typeof startSmtpServer>>

function headersOf(raw: string): ReadonlyMap<string, string> {
  const [head = ''] = raw.split('\r\n\r\n', 1)
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return new Map(
    lines.map(line => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
    }),
  )
}
