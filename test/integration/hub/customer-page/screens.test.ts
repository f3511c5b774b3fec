import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CustomerPage, openCustomerPage } from '../../../harness/customer-page-world.ts'
import { sqlite } from '../../../harness/engines.ts'
import { missingParts } from '../../../harness/missing-parts.ts'
import { type Screens, type SeededScreens, seedScreens } from '../../../harness/page-screens.ts'

const missing = missingParts(['chromium'])
const launch = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
const mostBytes = 30_000
/** Screens that are answered with a failure, which browsers write into their log. */
const refused = new Set(['missing', 'redeem'])
/** Where pictures go, when somebody wants to look at them. */
const shots = process.env['SLUICE_TEST_SHOTS']

describe.skipIf(missing !== '')(`the customer page in a browser ${missing}`, () => {
  let world: CustomerPage
  let browser: Browser
  let paths: Screens
  let orderOf: SeededScreens['orderOf']

  beforeAll(async () => {
    world = await openCustomerPage(sqlite)
    const seeded = await seedScreens(world)
    paths = seeded.screens
    orderOf = seeded.orderOf
    browser = await chromium.launch(launch)
    if (shots !== undefined) mkdirSync(shots, { recursive: true })
  })
  afterAll(async () => {
    await browser?.close()
    await world?.[Symbol.asyncDispose]()
  })

  const sessionCookie = (value: string) => ({ name: 'sluice-session', value, url: world.url })

  async function open(
    token: string | null,
    options: { lang: string; dark: boolean; script?: boolean },
  ): Promise<{ page: Page; context: BrowserContext }> {
    const { lang, dark, script = true } = options
    const context = await browser.newContext({
      viewport: { width: 375, height: 812 },
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: script,
      locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    })
    if (token !== null) await context.addCookies([sessionCookie(token)])
    return { page: await context.newPage(), context }
  }

  // Words differ by language, colours by appearance: the other two pairings hold nothing new on most screens.
  const everywhere = new Set(['landing', 'home', 'buy', 'pay'])
  for (const lang of ['zh', 'en']) {
    for (const dark of [false, true]) {
      const isWhole = shots !== undefined || (lang === 'zh') !== dark
      it(`has nothing that axe minds: ${lang}, ${dark ? 'dark' : 'light'}`, async () => {
        const minded: string[] = []
        const { page, context } = await open(null, { lang, dark })
        let name = ''
        page.on('console', message => {
          if (message.type() === 'error' && !refused.has(name)) minded.push(`${name}: ${message.text()}`)
        })
        for (const [screen, { path, token, userAgent }] of Object.entries(paths)) {
          if (!isWhole && !everywhere.has(screen)) continue
          name = screen
          await context.clearCookies()
          if (token !== null) await context.addCookies([sessionCookie(token)])
          await page.setExtraHTTPHeaders(userAgent === undefined ? {} : { 'user-agent': userAgent })
          await page.goto(`${world.url}${path}`)
          // Closed parts are read too.
          await page.evaluate(() => {
            for (const part of document.querySelectorAll('details:not(.menu)')) part.setAttribute('open', '')
          })
          // The page has no frames: what axe does for them is left out.
          const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          const sideways = wide > 0 ? [`${wide} px wider than the screen`] : []
          minded.push(...[...found, ...sideways].map(what => `${name}: ${what}`))
          if (shots !== undefined) {
            await page.reload()
            if (lang === 'zh' && !dark && ['home', 'landing', 'buy'].includes(name)) {
              await page.setViewportSize({ width: 1280, height: 800 })
              await page.screenshot({ path: `${shots}/${name}-wide.png`, fullPage: true })
              await page.setViewportSize({ width: 375, height: 812 })
            }
            await page.screenshot({
              path: `${shots}/${name}-${lang}-${dark ? 'dark' : 'light'}.png`,
              fullPage: true,
            })
          }
        }
        await context.close()
        expect(minded).toEqual([])
      }, 240_000)
    }
  }

  it('is smaller than 30 KB with everything it loads, compressed', async () => {
    for (const [name, { path, token }] of Object.entries(paths)) {
      for (const encoding of ['br', 'gzip']) {
        const headers = {
          'accept-encoding': encoding,
          ...(token === null ? {} : { cookie: `sluice-session=${token}` }),
        }
        const first = await fetch(`${world.url}${path}`, { headers })
        const html = await first.text()
        expect(first.headers.get('content-encoding')).toBe(encoding)
        const assets = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(match => match[1])
        const sizes = await Promise.all(
          [path, ...assets].map(async one => sizeOf(`${world.url}${one}`, headers)),
        )
        const total = sizes.reduce((sum, size) => sum + size, 0)
        expect({ name, isSmall: total < mostBytes, total }).toEqual({ name, isSmall: true, total })
      }
    }
  })

  it('is signed in to, bought on and left without any script', async () => {
    const { page, context } = await open(null, { lang: 'en', dark: false, script: false })
    await page.goto(`${world.url}/`)
    await page.getByRole('link', { name: 'Choose this plan' }).first().click()
    await page.getByLabel('E-mail').fill('new@example.com')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('wrong')
    await page.getByLabel('Password').fill('a quiet river at noon')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('For how long').selectOption('2')
    await page.getByRole('button', { name: 'Work it out again' }).click()
    expect(await page.getByRole('button', { name: /Order and pay/ }).textContent()).toContain('¥30.00')
    await page.goto(`${world.url}/orders`)
    await page.getByRole('link', { name: /Monthly 100 GB/ }).click()
    await page.getByRole('button', { name: 'Cancel the order' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The order is closed')
    await page.getByRole('link', { name: 'Order again' }).click()
    await page.getByRole('button', { name: /Order and pay/ }).click()
    expect(await page.getByRole('img', { name: /QR code/ }).count()).toBe(1)
    await page.locator('summary').first().click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(await page.getByText('You are signed out.').count()).toBe(1)
    await context.close()
  })

  it('notices a payment by itself, and can be worked by the keyboard', async () => {
    const { token, userId } = await world.customer('payer@example.com')
    const number = await orderOf(userId, (await firstPlan())?.id ?? 0)
    const { page, context } = await open(token, { lang: 'zh', dark: false })
    await page.goto(`${world.url}/orders/${number}`)
    await page.getByRole('img', { name: '微信付款二维码' }).waitFor()
    await world.setOrder(number, { state: 'fulfilled', pendingKey: null, received: 1_500, method: 'wechat' })
    await page.getByRole('heading', { name: '付款成功' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#content')
    for (let i = 0; i < 2; i += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator('details.menu[open]').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await page.locator('details.menu[open]').count()).toBe(0)
    await context.close()
  })

  it('tells the exact figures of a day, and asks anew when another term is chosen', async () => {
    const { token, userId } = await world.customer('reader@example.com')
    await world.withTraffic(userId)
    const { page, context } = await open(token, { lang: 'en', dark: false })
    await page.goto(`${world.url}/home`)
    const figures = page.locator('#figures')
    const before = await figures.innerText()
    await page.locator('.chart g').nth(11).hover()
    expect(await figures.innerText()).toMatch(/6\.2\s*GB · Down 6\.2\s*GB · Up 516\.66\s*MB/)
    await page.mouse.move(0, 0)
    expect(await figures.innerText()).toBe(before)
    await page.goto(`${world.url}/buy?plan=${(await firstPlan())?.id}`)
    await page.getByLabel('For how long').selectOption('3')
    await page.waitForURL(/quantity=3/)
    expect(await page.getByRole('button', { name: /Order and pay/ }).textContent()).toContain('¥45.00')
    await context.close()
  })

  const firstPlan = async () =>
    world.database.inTransaction(async tx => {
      const { planEntity } = await import('../../../../hub/db/entities/plans.ts')
      return tx.manager.findOneBy(planEntity, { name: 'month-100' })
    })
})

/** Bytes on the wire: fetch would unpack them. */
async function sizeOf(url: string, headers: Record<string, string>): Promise<number> {
  const { get } = await import('node:http')
  return new Promise((resolve, reject) => {
    get(url, { headers }, answer => {
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
      })
      answer.on('end', () => resolve(size))
    }).on('error', reject)
  })
}
