import { afterAll, beforeAll, expect, it } from 'vitest'
import { unsubscribeToken } from '../../../../hub/mail/mail-preferences.ts'
import { type CustomerPage, openCustomerPage } from '../../../harness/customer-page-world.ts'
import { forEachEngine, sqlite } from '../../../harness/engines.ts'
import { visitor } from '../../../harness/page-visitor.ts'

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
    // A mail program ends reminders by itself: its token is the proof, and there is nothing else it can do.
    const paths = world.forms.filter(path => path !== '/mail/unsubscribe/:token')
    expect(paths.length).toBeGreaterThan(12)
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

  it('keeps a form’s page when the language is changed after it was sent', async () => {
    const guest = visitor(world)
    const { html } = await guest.submit('/register', '/register/finish', {
      email: 'lin@example.com',
      code: '1',
    })
    expect(html).toContain('back=%2Fregister"')
    expect(html).not.toContain('back=%2Fregister%2Ffinish')
  })

  it('is called what the operator calls it, in a failure too', async () => {
    world.said.serviceName = 'Acme <Net>'
    const guest = visitor(world)
    expect((await guest.ask('/terms')).html).toContain('<title>Terms · Acme &lt;Net&gt;</title>')
    world.said.isBroken = true
    const broken = await guest.ask('/privacy')
    world.said.isBroken = false
    world.said.serviceName = 'Sluice'
    expect([broken.status, broken.html.includes('Acme &lt;Net&gt;')]).toEqual([500, true])
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
