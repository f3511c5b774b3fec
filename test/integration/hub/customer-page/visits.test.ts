import { afterAll, beforeAll, expect, it } from 'vitest'
import { rightCode, rightPassword } from '../../../fakes/customer-accounts.ts'
import { type CustomerPage, openCustomerPage } from '../../../harness/customer-page-world.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { visitor } from '../../../harness/page-visitor.ts'

forEachEngine('what a customer meets', engine => {
  let world: CustomerPage
  let planId = 0
  beforeAll(async () => {
    world = await openCustomerPage(engine)
    planId = (await world.plans())[0]?.id ?? 0
    await world.customer('lin@example.com')
  })
  afterAll(() => world?.[Symbol.asyncDispose]())

  it('brings a newcomer who chose a plan back to it, and nobody to another site', async () => {
    const guest = visitor(world)
    const plan = `/buy?plan=${planId}`
    expect((await guest.ask(plan)).to).toBe(`/sign-in?next=${encodeURIComponent(plan)}`)
    const { html } = await guest.ask(`/sign-in?next=${encodeURIComponent(plan)}`)
    expect(html).toContain(`href="/register?next=${encodeURIComponent(plan)}"`)
    const fields = { email: 'lin@example.com', password: rightPassword, code: rightCode }
    const asked = await guest.submit('/register', '/register', { ...fields, next: plan })
    expect(asked.html).toContain(`name="next" value="${plan}"`)
    const made = await guest.submit('/register', '/register/finish', { ...fields, next: plan })
    expect(made.to).toBe(plan)
    const lured = visitor(world)
    const away = await lured.submit('/register', '/register/finish', { ...fields, next: '//evil.example' })
    expect(away.to).toBe('/home')
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

  it('shows a picture and a copy for each client, and each server as a link of its own', async () => {
    const { userId } = await world.customer('chen@example.com')
    const chen = visitor(world)
    await chen.signIn('chen@example.com')
    const link = `https://sluice.example/s/${'a'.repeat(31)}${userId}`
    const ways = ['shadowrocket', 'clash', 'sing-box', 'surge', 'sip008', 'base64']
    for (const way of ways) {
      const { html } = await chen.ask(`/home/import?client=${way}`)
      expect({ way, copy: html.includes(`value="${link}/${way}"`) }).toEqual({ way, copy: true })
      expect({ way, picture: html.includes('role="img"') }).toEqual({ way, picture: true })
    }
    expect((await chen.ask('/home/import?client=outline')).html).toContain(
      'value="ssconf://sluice.example/s/',
    )
    const { html } = await chen.ask('/home/import?client=ss&server=1')
    expect(html.match(/value="ss:\/\/[^"]+"/g)).toHaveLength(2)
    expect(html).toContain('aria-label="QR code to import into 东京 2"')
    expect((await chen.ask('/home/import?client=../../etc')).status).toBe(200)
  })

  it('says which password is wrong, in the form that it was given to', async () => {
    const lin = visitor(world)
    await lin.signIn('lin@example.com')
    const given = { password: 'not this one', newPassword: 'a longer river at noon' }
    const { status, html } = await lin.submit('/account', '/account/password', given)
    expect([status, html.includes('Your current password is wrong.')]).toEqual([422, true])
    expect(html).toMatch(/<details class="more" open=""><summary>Change password/)
    expect(html).not.toMatch(/<details class="more" open=""><summary>Close/)
  })

  it('turns reminders off and on again', async () => {
    const lin = visitor(world)
    await lin.signIn('lin@example.com')
    const turn = (reminders: string) => lin.submit('/account', '/account/reminders', { reminders })
    expect((await turn('off')).to).toBe('/account?said=saved')
    expect((await lin.ask('/account')).html).toContain('Send reminders again')
    await turn('on')
    expect((await lin.ask('/account')).html).toContain('Stop reminders')
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
    expect((await lin.ask(`${path}?paid=1`)).html).toContain('has not arrived yet')
    const number = path.slice('/orders/'.length)
    await world.setOrder(number, { expiresAt: world.clock.now() })
    const over = await lin.ask(path)
    expect(over.html).toContain('The time to pay is over')
    expect(over.html).toContain(`data-status="${path}/status" data-state="over"`)
    await world.setOrder(number, { state: 'held', pendingKey: null, received: 1_500 })
    expect((await lin.ask(path)).html).toContain('do not pay again')
  })
})
