import { expect, it } from 'vitest'
import { mailEndpoints } from '../../../../hub/contract/admin/mail.ts'
import { bindHandlers } from '../../../../hub/http/handlers.ts'
import { mailHandlers } from '../../../../hub/http/routes/mail-routes.ts'
import { createMailQueue } from '../../../../hub/mail/queue-mail.ts'
import { createOpenLine } from '../../../../hub/mail/smtp-line.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { startAdminHub } from '../../../harness/admin-hub.ts'
import { sqlite } from '../../../harness/engines.ts'
import { startSmtpServer } from '../../../harness/smtp-server.ts'
import { startWholeHub } from '../../../harness/whole-hub.ts'

it('an owner sets the mail server and tries it; others do not', async () => {
  await using server = await startSmtpServer()
  await using hub = await startAdminHub(sqlite, {
    endpoints: deps =>
      bindHandlers(
        mailEndpoints,
        mailHandlers({
          ...deps,
          random: size => Buffer.alloc(size, 7),
          smtpOfEnvironment: null,
          openLine: createOpenLine(),
          demo: false,
          publicUrl: null,
          timeZone: 'Asia/Shanghai',
        }),
      ),
  })
  const owner = await hub.tokenOf('owner')
  const admin = await hub.tokenOf('admin')
  const body = {
    server: {
      host: '127.0.0.1',
      port: server.port,
      user: 'post',
      password: '',
      from: 'post@example.com',
      tls: 'none',
    },
  }
  expect((await hub.call('PUT', '/v1/mail/settings', { token: admin, body })).status).toBe(403)
  expect(
    (await hub.call('POST', '/v1/mail/test', { token: admin, body: { to: 'a@example.com' } })).status,
  ).toBe(403)
  expect(
    (await hub.call('POST', '/v1/mail/test', { token: owner, body: { to: 'a@example.com' } })).body,
  ).toEqual({
    sent: false,
    problem: 'No mail server is set.',
  })
  const clear = { server: { ...body.server, host: 'mail.example.com' } }
  expect((await hub.call('PUT', '/v1/mail/settings', { token: owner, body: clear })).status).toBe(400)
  const injected = { server: { ...body.server, from: 'a@b>\r\nRCPT TO:<c@d' } }
  expect((await hub.call('PUT', '/v1/mail/settings', { token: owner, body: injected })).status).toBe(400)
  const plain = { server: { ...body.server, user: '' } }
  expect((await hub.call('PUT', '/v1/mail/settings', { token: owner, body: plain })).status).toBe(200)
  const tried = await hub.call('POST', '/v1/mail/test', {
    token: owner,
    body: { to: 'a@example.com', locale: 'en' },
  })
  expect(tried.body).toEqual({ sent: true, problem: null })
  expect(server.received[0]?.headers.get('subject')).toBe('Sluice: test message')
  expect((await hub.call('GET', '/v1/mail', { token: admin })).body).toMatchObject({
    counts: { sent: 0 },
    troubled: [],
  })
})

it('the demo sends nothing and shows its mail on a page, links and all; elsewhere there is no such page', async () => {
  const masterKey = Buffer.alloc(32, 5)
  const settings = { SLUICE_DEMO: 'true', SLUICE_PUBLIC_URL: 'https://example.com' }
  await using made = await sqlite.createDatabase()
  {
    await using demo = await startWholeHub(made.config, { masterKey, settings })
    const { database } = demo.hub
    const { queueMail } = createMailQueue({ vault: createVault(masterKey) })
    await database.inTransaction(async tx => {
      const common = { at: Date.now() as never, to: 'li@example.com', locale: 'zh' } as const
      await queueMail(tx, { ...common, template: 'register-code', params: { code: '482913', minutes: 10 } })
      const link = 'https://example.com/reset/abc?x=1&y=2'
      await queueMail(tx, {
        ...common,
        template: 'password-reset',
        params: { code: null, link, minutes: 30 },
      })
      const params = { subject: '<script>alert(1)</script>', text: 'x' }
      await queueMail(tx, { ...common, template: 'notice', params })
    })
    const get = async (path: string) => {
      const answer = await fetch(`${demo.addresses.public}${path}`)
      return {
        status: answer.status,
        policy: answer.headers.get('content-security-policy'),
        html: await answer.text(),
      }
    }
    const list = await get('/demo/mailbox')
    expect(list.html).toContain('482913 是你的 Sluice 验证码')
    expect(list.html).not.toContain('<script>')
    expect(list.policy).not.toContain('script-src')
    const letter = await get('/demo/mailbox/2/letter')
    expect(letter.html).toContain('href="https://example.com/reset/abc?x=1&amp;y=2"')
    expect(letter.html).toContain('<base target="_top">')
    expect((await get('/demo/mailbox/2')).html).toContain('src="/demo/mailbox/2/letter"')
    for (const path of ['/demo/mailbox/9', '/demo/mailbox/x', '/demo/mailbox/1e9/letter']) {
      expect((await get(path)).status).toBe(404)
    }
  }
  await using plain = await sqlite.createDatabase()
  await using hub = await startWholeHub(plain.config)
  expect((await fetch(`${hub.addresses.public}/demo/mailbox`)).status).toBe(404)
})
