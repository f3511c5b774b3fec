import { afterAll, beforeAll, expect, it } from 'vitest'
import { unsubscribeToken } from '../../../../hub/mail/mail-preferences.ts'
import { rightCode, rightPassword } from '../../../fakes/customer-accounts.ts'
import { type CustomerPage, openCustomerPage } from '../../../harness/customer-page-world.ts'
import { forEachEngine, sqlite } from '../../../harness/engines.ts'

/** A browser's cookies and forms, without the browser. */
function visitor(world: CustomerPage) {
  const cookies = new Map<string, string>()
  async function ask(path: string, init: RequestInit = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'accept-language': 'en', cookie, ...init.headers }
    const answer = await fetch(`${world.url}${path}`, { redirect: 'manual', ...init, headers })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const { status } = answer
    return { status, html: await answer.text(), to: answer.headers.get('location'), headers: answer.headers }
  }
  const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  return {
    cookies,
    ask,
    send,
    /** Opens a page and sends a form with its hidden value. */
    async submit(page: string, path: string, fields: Record<string, string>) {
      const { html } = await ask(page)
      const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
      return send(path, { csrf, ...fields })
    },
    async signIn(email: string) {
      return this.submit('/sign-in', '/sign-in', { email, password: rightPassword })
    },
  }
}

forEachEngine('the customer page', engine => {
  let world: CustomerPage
  let planId = 0
  beforeAll(async () => {
    world = await openCustomerPage(engine)
    planId = (await world.plans())[0]?.id ?? 0
    await world.customer('lin@example.com')
    await world.customer('wang@example.com')
  })
  afterAll(() => world?.[Symbol.asyncDispose]())

  it('shows plans to everybody, in the language asked for, and keeps a choice', async () => {
    const guest = visitor(world)
    expect((await guest.ask('/')).html).toContain('Monthly 100 GB')
    expect(
      (await guest.ask('/', { headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' } })).html,
    ).toContain('月付 100 GB')
    const set = await guest.ask('/preferences?lang=zh&theme=dark&back=%2Fterms')
    expect([set.status, set.to]).toEqual([303, '/terms'])
    const { html } = await guest.ask('/terms')
    expect(html).toContain('<html lang="zh-CN" data-theme="dark">')
  })

  it('sends nobody to another site', async () => {
    const guest = visitor(world)
    for (const back of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/a\nb',
    ]) {
      const { to } = await guest.ask(`/preferences?lang=en&back=${encodeURIComponent(back)}`)
      expect({ back, to }).toEqual({ back, to: '/' })
    }
  })

  it('refuses every form without the value of its page, of another visitor, and from another site', async () => {
    const lin = visitor(world)
    await lin.signIn('lin@example.com')
    const wang = visitor(world)
    const { html } = await wang.ask('/sign-in')
    const foreign = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
    const paths = [
      '/sign-out',
      '/buy',
      '/home/rotate',
      '/account/close',
      '/account/password',
      '/register',
      '/reset',
    ]
    for (const path of paths) {
      expect({ path, status: (await lin.send(path, {})).status }).toEqual({ path, status: 403 })
      expect({ path, status: (await lin.send(path, { csrf: foreign })).status }).toEqual({
        path,
        status: 403,
      })
    }
    const own = /name="csrf" value="([^"]+)"/.exec((await lin.ask('/home')).html)?.[1] ?? ''
    const cross = { 'sec-fetch-site': 'cross-site' }
    expect((await lin.send('/sign-out', { csrf: own }, cross)).status).toBe(403)
    expect((await lin.send('/sign-out', { csrf: own })).status).toBe(303)
  })

  it('takes a value no longer once the session is another', async () => {
    const lin = visitor(world)
    const before = /name="csrf" value="([^"]+)"/.exec((await lin.ask('/sign-in')).html)?.[1] ?? ''
    await lin.signIn('lin@example.com')
    expect((await lin.send('/sign-out', { csrf: before })).status).toBe(403)
  })

  it('gives a new session at sign-in, in a cookie that no script reads', async () => {
    const lin = visitor(world)
    lin.cookies.set('sluice-session', 'planted')
    const signedIn = await lin.signIn('lin@example.com')
    expect(signedIn.to).toBe('/home')
    expect(lin.cookies.get('sluice-session')).not.toBe('planted')
    const line = signedIn.headers.getSetCookie().find(one => one.startsWith('sluice-session=')) ?? ''
    expect(line).toMatch(/HttpOnly/)
    expect(line).toMatch(/SameSite=Lax/)
    await lin.submit('/home', '/sign-out', {})
    expect((await lin.ask('/home')).to).toBe('/sign-in?next=%2Fhome')
  })

  it('shows orders to their owner alone', async () => {
    const lin = visitor(world)
    await lin.signIn('lin@example.com')
    const placed = await lin.submit(`/buy?plan=${planId}`, '/buy', { plan: String(planId), quantity: '1' })
    const path = placed.to ?? ''
    expect(path).toMatch(/^\/orders\/[A-Za-z0-9-]+$/)
    expect((await lin.ask(`${path}/status`)).html).toBe('{"state":"pending"}')
    const wang = visitor(world)
    await wang.signIn('wang@example.com')
    for (const part of ['', '/status', '/receipt']) {
      const found = await wang.ask(`${path}${part}`)
      const none = await wang.ask(`/orders/261124ABCDEFGH${part}`)
      expect({ part, status: found.status }).toEqual({ part, status: 404 })
      expect(none.status).toBe(404)
    }
    expect((await visitor(world).ask(`${path}/status`)).status).toBe(401)
    const second = await lin.submit(`/buy?plan=${planId}`, '/buy', { plan: String(planId), quantity: '2' })
    expect(second.status).toBe(422)
    expect(second.html).toContain(`href="${path}"`)
  })

  it('leads a newcomer from the mailed code to his page', async () => {
    const guest = visitor(world)
    const asked = await guest.submit('/register', '/register', { email: 'lin@example.com' })
    expect(asked.html).toContain('action="/register/finish"')
    const fields = { email: 'lin@example.com', password: rightPassword }
    const wrong = await guest.submit('/register', '/register/finish', { ...fields, code: '000000' })
    expect(wrong.html).toContain('That code is wrong')
    const made = await guest.submit('/register', '/register/finish', { ...fields, code: rightCode })
    expect(made.to).toBe('/home')
  })

  it('ends reminders by a button alone', async () => {
    const token = unsubscribeToken(world.deps.vault, 1)
    const guest = visitor(world)
    const wants = () =>
      world.database.inTransaction(tx => tx.query('SELECT reminders FROM mail_preferences WHERE userId = 1'))
    expect((await guest.ask(`/mail/unsubscribe/${token}`)).html).toContain('Stop reminders')
    expect(await wants()).toEqual([])
    const bare = visitor(world)
    expect((await bare.send(`/mail/unsubscribe/${token}`, { 'List-Unsubscribe': 'One-Click' })).status).toBe(
      200,
    )
    expect(await wants()).toEqual([{ reminders: 0 }])
    expect((await bare.send('/mail/unsubscribe/1-ffff', {})).status).toBe(404)
  })

  it('shows what it writes as text', async () => {
    const script = '<script>alert(1)</script>'
    world.said.terms = script
    const { html } = await visitor(world).ask('/terms')
    expect(html).not.toContain(script)
    const typed = await visitor(world).ask(`/register?invite=${encodeURIComponent(`"><img src=x>`)}`)
    expect(typed.html).not.toContain('<img')
  })

  it('says why somebody cannot connect, and what to do', async () => {
    const { userId } = await world.customer('zhao@example.com')
    await world.activeNode()
    await world.activeNode()
    await world.withTraffic(userId)
    const zhao = visitor(world)
    await zhao.signIn('zhao@example.com')
    const change = (set: string, parameters: unknown[]) =>
      world.database.inTransaction(tx =>
        tx.query(`UPDATE users SET ${set} WHERE id = ?`, [...parameters, userId]),
      )
    expect((await zhao.ask('/home')).html).toContain('Working')
    await world.database.inTransaction(tx =>
      tx.query(
        'INSERT INTO node_contacts (nodeId, lastOkAt, failures, failingSince, answeringSince, nextTryAt, lastError, skewMs, health, healthAt) ' +
          "SELECT id, NULL, 9, ?, NULL, 0, '', 0, 'null', NULL FROM nodes",
        [world.clock.now() - 600_000],
      ),
    )
    expect((await zhao.ask('/home')).html).toContain('A node cannot be reached')
    await world.database.inTransaction(tx =>
      tx.query('UPDATE grants SET used = bytes WHERE userId = ?', [userId]),
    )
    expect((await zhao.ask('/home')).html).toContain('traffic is used up')
    await change('expiresAt = ?', [world.clock.now() - 1])
    expect((await zhao.ask('/home')).html).toContain('Your plan has ended')
    await change("status = 'suspended'", [])
    const { html } = await zhao.ask('/home')
    expect(html).toContain('Your account is suspended')
    expect(html).not.toContain('href="/buy"><')
    const refused = await zhao.ask(`/buy?plan=${planId}`)
    expect([refused.status, refused.html.includes('you cannot order')]).toEqual([422, true])
  })

  it('shows the way to pay that fits where the customer is, and a way out of WeChat', async () => {
    const lin = visitor(world)
    await world.customer('sun@example.com')
    await lin.signIn('sun@example.com')
    const placed = await lin.submit(`/buy?plan=${planId}`, '/buy', { plan: String(planId), quantity: '1' })
    const path = placed.to ?? ''
    const wechat = { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50' }
    expect((await lin.ask(path, { headers: wechat })).html).toContain('Open in browser')
    expect((await lin.ask(path)).html).toContain('There is no QR code to be had')
    const expiresAt = world.clock.now()
    world.said.attempt = { h5Url: 'https://wx.tenpay.com/x?a=1&b=2', expiresAt }
    expect((await lin.ask(path)).html).toContain('href="https://wx.tenpay.com/x?a=1&amp;b=2"')
    world.said.attempt = { jsapiParams: { appId: 'wx1', paySign: 'a"b' }, expiresAt }
    expect((await lin.ask(path, { headers: wechat })).html).toContain('data-jsapi="{&quot;appId&quot;')
    world.said.attempt = { codeUrl: 'weixin://wxpay/bizpayurl?pr=x', expiresAt }
    const shown = await lin.ask(path)
    expect(shown.html).toContain('QR code of the WeChat payment')
    expect(shown.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
    await world.setOrder(path.slice('/orders/'.length), { state: 'held', pendingKey: null, received: 1_500 })
    expect((await lin.ask(path)).html).toContain('do not pay again')
  })

  it('says what happened in a page of its own', async () => {
    const guest = visitor(world)
    const missing = await guest.ask('/nowhere/at/all')
    expect([missing.status, missing.html.includes('There is no such page')]).toEqual([404, true])
    world.said.isBroken = true
    const broken = await guest.ask('/privacy')
    world.said.isBroken = false
    expect([broken.status, broken.html.includes('Our server made a mistake')]).toEqual([500, true])
    expect(broken.html).not.toContain('database')
    expect(missing.headers.get('content-security-policy')).toContain("script-src 'self'")
  })
})

it('says that there were too many requests in a page too', async () => {
  await using world = await openCustomerPage(sqlite, 3)
  const guest = visitor(world)
  for (let i = 0; i < 3; i += 1) await guest.ask('/terms')
  const refused = await guest.ask('/terms')
  expect([refused.status, refused.html.includes('Too many requests')]).toEqual([429, true])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
