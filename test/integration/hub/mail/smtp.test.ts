import { createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOpenLine, type LineOptions } from '../../../../hub/mail/smtp-line.ts'
import { editSmtpSettings, readSmtpSettings } from '../../../../hub/mail/smtp-settings.ts'
import { testSmtp } from '../../../../hub/mail/test-smtp.ts'
import { sqlite } from '../../../harness/engines.ts'
import { operator } from '../../../harness/gated-world.ts'
import { type MailWorld, openMailWorld } from '../../../harness/mail-world.ts'
import { startSmtpServer } from '../../../harness/smtp-server.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'
import { makeTestPki } from '../../../harness/test-pki.ts'

const minute = 60_000
const folder = tempFolder('smtp')
const pki = makeTestPki(folder.path)
const pair = (name: string) =>
  pki.leaf(
    name,
    `extendedKeyUsage=serverAuth\nsubjectAltName=${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}\n`,
  )
const tls = { ...pair('127.0.0.1'), fromStart: false }
const ca = pki.ca
const login = { user: 'post', password: 'right' }

let world: MailWorld
beforeAll(async () => {
  world = await openMailWorld(sqlite)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** What an operator is told who tries these settings. */
async function problemWith(
  port: number,
  access: Partial<Parameters<MailWorld['access']>[1]> & object = {},
  line: LineOptions = {},
): Promise<string> {
  const answer = await testSmtp(
    {
      ...world.deps,
      smtpOfEnvironment: world.access(port, access),
      openLine: createOpenLine({ openMs: 700, sendMs: 700, ca, ...line }),
    },
    { to: 'someone@example.com', locale: 'en' },
  )
  expect(answer.sent).toBe(answer.problem === null)
  return answer.problem ?? 'none'
}

describe('a test of the mail server says in words', () => {
  it('that all is well: plain, upgraded, and TLS from the start, signed in', async () => {
    await using plain = await startSmtpServer()
    expect(await problemWith(plain.port)).toBe('none')
    await using upgraded = await startSmtpServer({ ...login, tls })
    expect(await problemWith(upgraded.port, { ...login, tls: 'starttls' })).toBe('none')
    await using encrypted = await startSmtpServer({ ...login, tls: { ...tls, fromStart: true } })
    expect(await problemWith(encrypted.port, { ...login, tls: 'tls' })).toBe('none')
    for (const { received } of [upgraded, encrypted])
      expect(received).toMatchObject([{ encrypted: true, user: 'post' }])
  })

  it('what is wrong with address, TLS and password', async () => {
    await using plain = await startSmtpServer()
    await using upgraded = await startSmtpServer({ ...login, tls })
    await using other = await startSmtpServer({ tls: { ...pair('mail.example.net'), fromStart: true } })
    expect(await problemWith(1)).toContain('Nothing listens at')
    expect(await problemWith(25, { host: 'no-such-host.invalid' })).toContain('cannot be resolved')
    expect(await problemWith(plain.port, { tls: 'starttls' })).toContain('STARTTLS')
    expect(await problemWith(plain.port, { tls: 'tls' })).toContain('does not speak TLS from the start')
    expect(await problemWith(other.port, { tls: 'tls' })).toContain('for another name')
    expect(await problemWith(upgraded.port, { ...login, tls: 'starttls' }, { ca: '' })).toContain(
      'not signed by',
    )
    const wrong = { ...login, password: 'wrong' }
    expect(await problemWith(upgraded.port, { ...wrong, tls: 'starttls' })).toContain(
      'refuses user name and password',
    )
    expect(plain.received).toEqual([])
    expect(upgraded.received).toEqual([])
  })

  it('what is wrong with sender, recipient, message and patience; nobody is named', async () => {
    await using server = await startSmtpServer()
    const told: string[] = []
    for (const [to, code] of [
      ['MAIL FROM', 553],
      ['RCPT TO', 550],
      ['DATA', 554],
    ] as const) {
      server.behave({ kind: 'answers', to, code })
      told.push(await problemWith(server.port))
    }
    expect(told[0]).toContain("refuses the sender's address")
    expect(told[1]).toContain("refuses the recipient's address")
    expect(told[2]).toContain('refuses the message')
    for (const text of told) expect(text).not.toContain('someone@example.com')
    server.behave({ kind: 'silent' })
    expect(await problemWith(server.port)).toContain('stopped answering')
    server.behave({ kind: 'dies-in-data' })
    expect(await problemWith(server.port)).toContain('closed the connection')
    await using mute = await startMute()
    expect(await problemWith(mute.port)).toContain('does not answer in time')
  })
})

describe('a server that cannot be used', () => {
  it('is left alone for a while after a wrong password, and alerts until it takes mail again', async () => {
    await using fresh = await openMailWorld(sqlite)
    await using server = await startSmtpServer({ ...login, tls })
    const line = { openLine: createOpenLine({ ca }) }
    const good = fresh.access(server.port, { ...login, tls: 'starttls' })
    for (let i = 0; i < 6; i += 1) await fresh.put()
    await fresh.send({ ...good, password: 'wrong' }, line)
    const opened = server.lines.opened
    expect(await fresh.send({ ...good, password: 'wrong' }, line)).toContain('left alone')
    expect(server.lines.opened).toBe(opened)
    expect(await fresh.openAlerts()).toEqual(['mail.server'])
    const tried = (await fresh.rows()).filter(row => row.attempts > 0)
    expect(tried.length).toBeLessThanOrEqual(4)
    expect(tried[0]?.lastError).toContain('refuses user name and password')
    fresh.clock.advance(minute)
    expect(await fresh.send(good, line)).toContain('6 messages sent')
    expect(await fresh.openAlerts()).toEqual([])
  })

  it('is not alerted of for one failed connection, but for two', async () => {
    await using fresh = await openMailWorld(sqlite)
    await fresh.put()
    await fresh.send(fresh.access(1))
    expect(await fresh.openAlerts()).toEqual([])
    fresh.clock.advance(minute)
    await fresh.send(fresh.access(1))
    expect(await fresh.openAlerts()).toEqual(['mail.server'])
  })
})

it('stores the settings with a sealed password, keeps it when it is left out, and obeys the environment', async () => {
  await using fresh = await openMailWorld(sqlite)
  const { deps } = fresh
  const server = {
    host: 'mail.example.com',
    port: 465,
    user: 'post',
    from: 'post@example.com',
    tls: 'tls' as const,
  }
  expect(await readSmtpSettings(deps)).toEqual({ source: 'none', settings: null })
  await editSmtpSettings(deps, { ...server, password: 'very secret' }, operator)
  const edited = await editSmtpSettings(deps, { ...server, port: 466 }, operator)
  const shown = { source: 'database', settings: { ...server, port: 466, hasPassword: true } }
  expect(edited).toEqual({ ok: true, value: shown })
  const everything = await fresh.database.inTransaction(async tx =>
    JSON.stringify([await tx.query('SELECT * FROM settings'), await tx.query('SELECT * FROM audit_entries')]),
  )
  expect(everything).not.toContain('very secret')
  const environment = { ...deps, smtpOfEnvironment: { ...server, password: '' } }
  expect((await readSmtpSettings(environment)).source).toBe('environment')
  expect(await editSmtpSettings(environment, null, operator)).toMatchObject({
    ok: false,
    code: 'set_by_environment',
  })
  expect(await editSmtpSettings(deps, null, operator)).toEqual({
    ok: true,
    value: { source: 'none', settings: null },
  })
})

/** Takes connections and never says a word. */
async function startMute() {
  const sockets = new Set<Socket>()
  const server = createServer(socket => void sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
