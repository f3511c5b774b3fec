import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ShadowsocksClient,
  startRustSslocalWith,
  startSsLocal,
} from '../../scripts/lab/shadowsocks-client.ts'
import { download } from '../../scripts/lab/traffic.ts'
import { sqlite } from '../harness/engines.ts'
import { targetAddress, trafficPort } from '../harness/fleet.ts'
import { getSslocal } from '../harness/get-sslocal.ts'
import { missingParts } from '../harness/missing-parts.ts'
import { eventually } from '../harness/processes.ts'
import { openShopWindow, type ShopWindow } from '../harness/shop-window.ts'
import { tempFolder } from '../harness/temp-folder.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local', 'chromium'])
const part = 5_000_000
const password = 'correct horse battery'
const phone =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'
const locales = { zh: 'zh-CN', en: 'en-US' } as const

describe.skipIf(missing !== '')(`a customer’s day ${missing}`, () => {
  let window: ShopWindow
  let browser: Browser
  let socksPort = 3_000

  beforeAll(async () => {
    window = await openShopWindow({ name: 'day', engine: sqlite, nodes: 2 })
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await window?.[Symbol.asyncDispose]()
  })

  const shots = process.env['SLUICE_TEST_SHOTS']
  const shot = async (page: Page, name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `day-${name}.png`), fullPage: true })
  }
  const submit = (page: Page) => page.locator('main form button[type=submit]').first().click()

  async function register(page: Page, email: string): Promise<void> {
    await page.goto(`${window.address}/register`)
    await page.fill('input[name=email]', email)
    await submit(page)
    await page.waitForSelector('input[name=code]')
    await eventually('the code in the mail', async () => window.codeFor(email) !== null)
    await page.fill('input[name=code]', window.codeFor(email) ?? '')
    await page.fill('input[name=password]', password)
    await submit(page)
    await page.waitForURL('**/home')
  }

  /** Chooses a plan, and pays as this device does: in the phone's own browser, or with another that scans. */
  async function buy(page: Page, plan: string, way: 'h5' | 'scan', name: string): Promise<void> {
    await page.goto(`${window.address}/buy`)
    await page.locator(`a[href^="/buy?plan="]`, { hasText: plan }).first().click()
    await page.waitForURL('**/buy?plan=*')
    await shot(page, `${name}-offer`)
    await page.locator('form[method=post] button[type=submit]').last().click()
    await page.waitForURL('**/orders/*')
    if (way === 'scan') {
      await page.goto(`${page.url()}?way=native`)
      await page.waitForSelector('svg')
      await shot(page, `${name}-scan`)
      const link = (await page.locator('a[target=_blank]').first().getAttribute('href')) ?? ''
      const other = await page.context().newPage()
      await other.goto(link)
      await other.locator('button[value=pay]').click()
      await other.close()
    } else {
      await shot(page, `${name}-h5`)
      await page.locator('a.btn').first().click()
      await page.locator('button[value=pay]').click()
    }
    await page.waitForURL(/\/orders\/[^?]+\?paid=1/, { timeout: 20_000 })
    await shot(page, `${name}-paid`)
  }

  const place = () => {
    socksPort += 1
    return { lab: window.fleet.lab, host: window.fleet.client, socksPort }
  }
  const passes = (client: ShadowsocksClient, bytes = part) =>
    download({ proxy: client.proxy, target: { host: targetAddress.v4, port: trafficPort } }, bytes)
  const readLink = async (page: Page) => {
    await page.goto(`${window.address}/home`)
    return page.locator('#link').inputValue()
  }
  const text = async (address: string) => (await fetch(address)).text()

  async function withSslocal<T>(link: string, use: (client: ShadowsocksClient) => Promise<T>): Promise<T> {
    using folder = tempFolder('day')
    chmodSync(folder.path, 0o755)
    const file = join(folder.path, 'servers.json')
    writeFileSync(file, await text(`${link}/sip008`), { mode: 0o644 })
    await using client = await startRustSslocalWith(place(), ['-c', file], await getSslocal())
    return await use(client)
  }

  async function withSsLocal<T>(link: string, use: (client: ShadowsocksClient) => Promise<T>): Promise<T> {
    const { username, hostname, port } = new URL((await text(`${link}/plain`)).split('\n')[0] ?? '')
    const [method = '', secret = ''] = Buffer.from(username, 'base64url').toString().split(':')
    const server = { host: hostname, port: Number(port), method, password: secret }
    await using client = await startSsLocal(place(), server)
    return await use(client)
  }

  const isShown = async (page: Page) => {
    await page.reload()
    return /[5-6]\.\d+\s*MB/.test(await page.locator('main').innerText())
  }
  const isCut = (use: () => Promise<number>) =>
    use().then(
      bytes => bytes < part,
      () => true,
    )

  it.concurrent.each([
    ['zh', 'h5', '月付', '加油包', withSslocal],
    ['en', 'scan', 'Monthly', 'Add-on', withSsLocal],
  ] as const)(
    'in %s: registers, buys by %s, connects, runs out, buys more, connects again',
    async (locale, way, month, addon, withClient) => {
      const context = await browser.newContext({
        locale: locales[locale],
        viewport: { width: 390, height: 844 },
        userAgent: phone,
        hasTouch: true,
      })
      await using _ = { [Symbol.asyncDispose]: () => context.close() }
      const page = await context.newPage()
      const email = `${locale}@example.org`
      await register(page, email)
      expect(await page.locator('html').getAttribute('lang')).toMatch(locale === 'zh' ? /^zh/ : /^en/)
      await buy(page, month, way, `${locale}-month`)
      const link = await readLink(page)
      await eventually('traffic to pass', () => withClient(link, async c => (await passes(c)) === part))
      await eventually('the page to show it', () => isShown(page), 60_000)
      await shot(page, `${locale}-home`)

      await withClient(link, async client => {
        await passes(client, 3 * part).catch(() => 0)
      })
      await eventually('the gate to close', () => withClient(link, c => isCut(() => passes(c))), 60_000)
      await page.goto(`${window.address}/home`)
      await shot(page, `${locale}-dry`)
      await buy(page, addon, way, `${locale}-addon`)
      await eventually(
        'traffic to pass again',
        () => withClient(link, async c => (await passes(c).catch(() => 0)) === part),
        60_000,
      )
      await eventually('the receipts', async () => {
        const mails = window.mailTo(email).join('\n')
        return (mails.match(/^Subject: /gim) ?? []).length >= 3
      })
      await page.goto(`${window.address}/orders`)
      await shot(page, `${locale}-orders`)
      expect(await page.locator('main a[href^="/orders/"]').count()).toBeGreaterThanOrEqual(2)
    },
    240_000,
  )
})
