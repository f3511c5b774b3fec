import { expect, it } from 'vitest'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import { setMailPreferences, unsubscribe, unsubscribeToken } from '../../../../hub/mail/mail-preferences.ts'
import { claimMail } from '../../../../hub/mail/mail-store.ts'
import { forgetMailOf, pruneMail } from '../../../../hub/mail/prune-mail.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openMailWorld } from '../../../harness/mail-world.ts'
import { startSmtpServer } from '../../../harness/smtp-server.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

forEachEngine('the outbox', engine => {
  it('sends what was committed, once, and then forgets whom it went to and what it said', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    const access = world.access(server.port)
    await world.put({
      to: 'li@example.com',
      template: 'register-code',
      params: { code: '482913', minutes: 10 },
    })
    await expect(
      world.database.inTransaction(async tx => {
        await world.queue.queueMail(tx, {
          at: world.now(),
          to: 'nobody@example.com',
          locale: 'zh',
          template: 'expired',
          params: { expiredAt: world.now() },
        })
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    const [waiting] = await world.rows()
    expect(waiting?.paramsSecret).not.toContain('482913')

    expect(await world.send(access)).toBe('1 messages sent, 0 put off or given up')
    expect(await world.send(access)).toBe('0 messages sent, 0 put off or given up')
    expect(server.received.map(mail => mail.to)).toEqual(['li@example.com'])
    expect(server.received[0]?.headers.get('subject')).toBe('482913 is your Sluice code')
    expect(server.received[0]?.headers.has('list-unsubscribe')).toBe(false)
    const [row] = await world.rows()
    expect(row).toMatchObject({ state: 'sent', recipient: '', paramsSecret: '', claim: null, lastError: '' })
  })

  it('is claimed by one of fifty senders each', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    const access = world.access(server.port)
    for (let i = 0; i < 60; i++) await world.put()
    await Promise.all(Array.from({ length: 50 }, () => world.send(access, { maxParallel: 1 })))
    const ids = server.received.map(mail => mail.headers.get('message-id'))
    expect(ids).toHaveLength(60)
    expect(new Set(ids).size).toBe(60)
    expect(new Set(server.received.map(mail => mail.to)).size).toBe(60)
    expect((await world.rows()).every(row => row.state === 'sent' && row.attempts === 1)).toBe(true)
  })

  it('tries again after 1, 5, 30 minutes, 2, 6, 24 hours, then gives up and tells an operator', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    const access = world.access(server.port)
    server.behave({ kind: 'answers', to: 'RCPT TO', code: 450 })
    await world.put({ to: 'grey@example.com' })
    for (const pause of [minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 24 * hour]) {
      await world.send(access)
      const [row] = await world.rows()
      expect(row).toMatchObject({
        state: 'waiting',
        dueAt: world.now() + pause,
        recipient: 'grey@example.com',
      })
      expect(row?.lastError).toContain('not now')
      expect(row?.lastError).not.toContain('@')
      world.clock.advance(pause - 1)
      await world.send(access)
      expect((await world.rows())[0]?.attempts).toBe(row?.attempts)
      world.clock.advance(1)
    }
    expect(await world.openAlerts()).toEqual([])
    await world.send(access)
    expect((await world.rows())[0]).toMatchObject({
      state: 'failed',
      recipient: '',
      paramsSecret: '',
      attempts: 7,
    })
    expect(await world.openAlerts()).toEqual(['mail.failed'])
    world.clock.advance(2 * day)
    await world.database.inTransaction(tx => pruneMail(tx, world.now()))
    expect(await world.openAlerts()).toEqual([])
  })

  it('gives up at once where the address is refused for good, and nobody is bothered', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    server.behave({ kind: 'answers', to: 'RCPT TO', code: 550 })
    await world.put()
    await world.send(world.access(server.port))
    expect((await world.rows())[0]).toMatchObject({ state: 'failed', attempts: 1 })
    expect(await world.openAlerts()).toEqual([])
  })

  it('a code that is too old is not sent any more', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    await world.put({ template: 'register-code', params: { code: '123456', minutes: 10 } })
    world.clock.advance(hour)
    await world.send(world.access(server.port))
    expect(server.received).toEqual([])
    expect((await world.rows())[0]).toMatchObject({ state: 'failed', paramsSecret: '' })
  })

  it('takes up what a sender left that died, under the same Message-ID', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    const access = world.access(server.port)
    await world.put()
    const claimed = await world.database.inTransaction(tx =>
      claimMail(tx, {
        now: world.now(),
        claim: 'ab'.repeat(16),
        until: (world.now() + 3 * minute) as Instant,
        messageId: 'first@example.com',
      }),
    )
    expect(claimed?.attempts).toBe(1)
    await world.send(access)
    expect(server.received).toEqual([])
    world.clock.advance(3 * minute)
    await world.send(access)
    expect(server.received.map(mail => mail.headers.get('message-id'))).toEqual(['<first@example.com>'])
  })

  it('a message whose acceptance was lost goes again with the same Message-ID; one cut short arrives once', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    const access = world.access(server.port)
    server.behave({ kind: 'dies-in-data' })
    await world.put()
    await world.send(access)
    expect(server.received).toHaveLength(0)
    server.behave({ kind: 'answer-lost' })
    world.clock.advance(minute)
    await world.send(access)
    server.behave({ kind: 'takes' })
    world.clock.advance(5 * minute)
    await world.send(access)
    const ids = server.received.map(mail => mail.headers.get('message-id'))
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect((await world.rows())[0]).toMatchObject({ state: 'sent', attempts: 3 })
  })

  it('a key lets one message through, in parallel too', async () => {
    await using world = await openMailWorld(engine)
    const put = () => world.put({ key: 'expiry:7:1', to: 'li@example.com' })
    const answers = await Promise.all(Array.from({ length: 20 }, put))
    expect(answers.filter(answer => answer === 'queued')).toHaveLength(1)
    expect(await put()).toBe('duplicate')
    const many = ['a', 'b', 'expiry:7:1', 'a'].map(key => ({
      at: world.now(),
      to: 'li@example.com',
      locale: 'zh' as const,
      template: 'expired' as const,
      params: { expiredAt: world.now() },
      key,
    }))
    expect(await world.database.inTransaction(tx => world.queue.queueMails(tx, many))).toBe(2)
    expect(await world.rows()).toHaveLength(3)
  })

  it('an address gets five codes an hour, however many ask at once; others are not held up', async () => {
    await using world = await openMailWorld(engine)
    const ask = (to: string) =>
      world.put({ to, template: 'register-code', params: { code: '123456', minutes: 10 } })
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask('Victim@example.com')))
    expect(answers.filter(answer => answer === 'queued')).toHaveLength(5)
    expect(await ask('victim@EXAMPLE.com')).toBe('flooded')
    expect(await ask('other@example.com')).toBe('queued')
    expect(await world.put({ to: 'victim@example.com' })).toBe('queued')
    world.clock.advance(hour)
    expect(await ask('victim@example.com')).toBe('queued')
    for (const to of ['a@b\r\nBcc: c@d', 'a b@c', '<a@b>', 'a@b,c@d', '"a"@b', '-a@b', 'a@b\u2028c']) {
      expect(await ask(to)).toBe('refused')
    }
  })

  it('holds mail while no server is set, says so, and sends it when one is', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    await world.put()
    await world.send(null)
    expect((await world.rows())[0]).toMatchObject({ state: 'held', attempts: 0 })
    expect(await world.openAlerts()).toEqual(['mail.unconfigured'])
    await world.send(world.access(server.port))
    expect(server.received).toHaveLength(1)
    expect(await world.openAlerts()).toEqual([])
  })

  it('sends nothing in the demo, nor afterwards what the demo kept', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    await world.put()
    await world.send(world.access(server.port), { demo: true })
    expect((await world.rows())[0]?.state).toBe('kept')
    await world.send(world.access(server.port))
    expect(server.received).toEqual([])
  })

  it('reminders carry a link that ends them, and end; what happened to money goes on', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    const access = world.access(server.port)
    const remind = () =>
      world.put({ userId: 7, template: 'expired', params: { expiredAt: world.now() }, locale: 'zh' })
    await remind()
    await world.send(access)
    const token = unsubscribeToken(world.vault, 7)
    const { headers } = server.received[0] ?? { headers: new Map() }
    expect(headers.get('list-unsubscribe')).toBe(`<https://example.com/mail/unsubscribe/${token}>`)
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')

    await remind()
    expect(await unsubscribe(world.deps, token.replace('7-', '8-'))).toBe(false)
    expect(await unsubscribe(world.deps, `${token}0`)).toBe(false)
    expect(await unsubscribe(world.deps, token)).toBe(true)
    await world.put({ userId: 7 })
    await world.send(access)
    expect((await world.rows()).map(row => row.state)).toEqual(['sent', 'dropped', 'sent'])

    await world.database.inTransaction(tx => setMailPreferences(tx, 7, { reminders: true }, world.now()))
    await remind()
    await world.database.inTransaction(tx => forgetMailOf(tx, 7))
    expect((await world.rows()).at(-1)).toMatchObject({ state: 'dropped', recipient: '', paramsSecret: '' })
  })

  it('is pruned after 30 days, with a key after 45, and never while it waits', async () => {
    await using world = await openMailWorld(engine)
    await using server = await startSmtpServer()
    await world.put()
    await world.put({ key: 'usage:80:1:1' })
    await world.send(world.access(server.port))
    const prune = (days: number) => {
      world.clock.advance(days * day)
      return world.database.inTransaction(tx => pruneMail(tx, world.now()))
    }
    expect(await prune(29)).toBe(0)
    expect(await prune(1)).toBe(1)
    expect(await prune(15)).toBe(1)
  })
})
