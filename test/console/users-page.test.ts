import type { Locator, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listGrants } from '../../hub/contract/admin/grants.ts'
import { revealSubscription } from '../../hub/contract/admin/subscriptions.ts'
import { createUser, editUser, readUser } from '../../hub/contract/admin/users.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import type { InProcessRequest } from '../../hub/http/call-handler.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { freePort } from '../harness/free-port.ts'

const colleague = { kind: 'command-line', name: 'colleague' } as const
const gigabyte = 1_000_000_000

describe('the page of a user', () => {
  let world: World
  let console: OpenConsole
  let page: Page
  let userId = 0
  beforeAll(async () => {
    const port = String(await freePort())
    const settings = { SLUICE_PUBLIC_PORT: port, SLUICE_PUBLIC_URL: `http://127.0.0.1:${port}` }
    world = await openWorld({ seeded: true, settings })
    const made = await call(createUser, {
      body: { name: 'Wang Fang', email: 'wang@example.org', note: 'pays by transfer' },
    })
    userId = made.id
    console = await world.open({ role: 'admin', link: `sluice://users/${userId}` })
    page = console.page
    await page.getByRole('heading', { level: 1, name: 'Wang Fang' }).waitFor()
  })
  afterAll(async () => {
    await console?.[Symbol.asyncDispose]()
    await world?.[Symbol.asyncDispose]()
  })

  async function call<E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>) {
    const outcome = await world.hub.hub.call(endpoint, request, colleague)
    if (!outcome.ok) throw new Error(`${endpoint.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
    return outcome.value as EndpointAnswer<E>
  }
  const user = () => call(readUser, { params: { userId } })
  const grants = async () => (await call(listGrants, { params: { userId }, query: {} })).items
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const dialog = (name: string) => page.getByRole('dialog', { name })
  const fromMenu = async (name: string) => {
    await button('More').click()
    await page.getByRole('menuitem', { name }).click()
  }

  it('is given a plan with every cycle shown before', async () => {
    await page.getByText('Closed · No plan').waitFor()
    await button('Give a plan').click()
    const plan = dialog('Give Wang Fang a plan')
    await plan.getByLabel('Months').fill('3')
    await plan.getByLabel('Data per cycle').fill('40')
    await plan.getByLabel('Reason').fill('paid by transfer')
    await plan.getByRole('row').nth(3).waitFor()
    await expect.poll(() => plan.getByRole('row').nth(1).innerText()).toContain('40.0 GB')
    await button('Give a plan').last().click()
    await plan.waitFor({ state: 'hidden' })
    await page.getByRole('main').getByText('Open', { exact: true }).waitFor()
    expect((await user()).gate).toBe('open')
    expect(await grants()).toHaveLength(4)
  })

  it('is compensated with what it becomes in sight, and the gift is taken back at once', async () => {
    const { balance, expiresAt } = await user()
    await button('Compensate').click()
    const compensate = dialog('Compensate Wang Fang')
    await compensate.getByLabel('How much').fill('12,5')
    await compensate.getByText(`${((balance.left ?? 0) / gigabyte + 12.5).toFixed(1)} GB`).waitFor()
    expect(await button('Give 12.5 GB').isDisabled()).toBe(true)
    await compensate.getByLabel('Reason').fill('hk-1 was down')
    expect(await seriousFindings(page)).toEqual([])
    // Twice, and by Enter, before the window had time to lock the button.
    await button('Give 12.5 GB').evaluate((give: HTMLButtonElement) => {
      give.click()
      give.click()
      give.form?.requestSubmit()
    })
    await page.getByText('Wang Fang was given 12.5 GB').waitFor()
    const [gift] = await grants()
    expect(gift).toMatchObject({ source: 'compensation', bytes: 12.5 * gigabyte, reason: 'hk-1 was down' })
    await button('Undo').click()
    await page.getByText('Undone', { exact: true }).waitFor()
    expect((await user()).balance.left).toBe(balance.left)

    await button('Compensate').click()
    await compensate.getByText('Days', { exact: true }).click()
    await compensate.getByLabel('How many days').fill('3')
    await compensate.getByLabel('Reason').fill('hk-1 was down')
    await button('Give 3 days').click()
    await page.getByText('Wang Fang was given 3 days').waitFor()
    expect((await user()).expiresAt).toBe((expiresAt ?? 0) + 3 * 86_400_000)
  })

  it('is suspended without a question, with a way back, and says why afterwards', async () => {
    await button('Suspend').click()
    await page.getByText('Wang Fang is suspended').waitFor()
    expect((await user()).gate).toBe('suspended')
    await button('Say why').click()
    await page.getByRole('textbox', { name: 'Reason' }).fill('shares his link')
    await page.getByRole('main').getByRole('button', { name: 'Save' }).click()
    await page.getByText('Suspended: shares his link').waitFor()
    await button('Undo').last().click()
    await page.getByText('Suspended: shares his link').waitFor({ state: 'hidden' })
    expect((await user()).status).toBe('active')
  })

  it('tells the second of two operators what the first changed, and loses nothing of either', async () => {
    await button('Edit').click()
    const edit = dialog('Edit Wang Fang')
    await edit.getByLabel('Note').fill('wants a refund')
    await edit.getByLabel('Name').fill('Wang Fangfang')
    const { version } = await user()
    await call(editUser, {
      params: { userId },
      body: { version, note: 'called on Monday', nodeCount: 3 },
    })
    await edit.getByText('Somebody else changed this since you opened it').waitFor()
    const told = edit.getByRole('table')
    expect(await told.getByRole('row', { name: /^Note/ }).innerText()).toMatch(
      /called on Monday\s+wants a refund/,
    )
    expect(await told.getByRole('row', { name: /^Number of nodes/ }).innerText()).toMatch(
      /3\s+2 \(not touched\)/,
    )
    expect(await edit.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    expect(await seriousFindings(page)).toEqual([])
    await edit.getByRole('button', { name: 'Put mine over it' }).click()
    await edit.waitFor({ state: 'hidden' })
    expect(await user()).toMatchObject({ name: 'Wang Fangfang', note: 'wants a refund', nodeCount: 3 })
    await page.getByRole('heading', { level: 1, name: 'Wang Fangfang' }).waitFor()
  })

  it('cuts no button beside a long name, and gives the keys back to the button that opened a dialog', async () => {
    const name = 'W'.repeat(64)
    const rename = async (to: string) =>
      call(editUser, { params: { userId }, body: { version: (await user()).version, name: to } })
    await rename(name)
    await page.getByRole('heading', { level: 1, name }).waitFor()
    const cut = (root: Locator) =>
      root
        .locator('button')
        .evaluateAll(all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent))
    const head = page.getByRole('main').locator('header')
    expect(await cut(head)).toEqual([])
    expect(await head.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
    await button('Compensate').focus()
    await page.keyboard.press('Enter')
    const compensate = dialog(`Compensate ${name}`)
    await compensate.waitFor()
    expect(await compensate.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
    await page.keyboard.press('Escape')
    await compensate.waitFor({ state: 'hidden' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Compensate')
    await fromMenu('Change the port')
    await dialog(`Another port for ${name}`).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('More')
    await rename('Wang Fangfang')
    await page.getByRole('heading', { level: 1, name: 'Wang Fangfang' }).waitFor()
  })

  it('gets a new link, and the old one is dead', async () => {
    const before = await call(revealSubscription, { params: { userId } })
    expect((await fetch(`${before.link}/ss`)).status).toBe(200)
    await fromMenu('New link and password')
    const rotate = dialog('New link and password for Wang Fangfang')
    await rotate.getByText('The old link stops working at once').waitFor()
    await rotate.getByRole('button', { name: 'New link and password' }).click()
    const access = dialog('How Wang Fangfang connects')
    await access.getByRole('img', { name: 'QR code: Any client' }).waitFor()
    const after = await call(revealSubscription, { params: { userId } })
    await access.getByText(after.link ?? '', { exact: true }).waitFor()
    expect((await fetch(`${before.link}/ss`)).status).toBe(404)
    expect((await fetch(`${after.link}/ss`)).status).toBe(200)
    await access.getByText('Single nodes').click()
    await access
      .getByText(/^ss:\/\//)
      .first()
      .waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await access.getByRole('button', { name: 'Close' }).last().click()
  })

  it('says in words why a port cannot be his', async () => {
    await fromMenu('Change the port')
    const port = dialog('Another port for Wang Fangfang')
    await port.getByLabel('New port').fill('70000')
    await port.getByRole('button', { name: 'Change the port' }).click()
    await port.getByRole('alert').waitFor()
    expect(await port.getByRole('alert').innerText()).toContain('These ports cannot be used')
    await port.getByRole('button', { name: 'Cancel' }).click()
  })

  it('shows usage, orders, grants and nodes, each with its address', async () => {
    await page.getByRole('link', { name: 'Timeline' }).waitFor()
    for (const [tab, shown] of [
      ['Nodes', 'Region'],
      ['Grants', 'In use, in this order'],
      ['Orders', 'No orders yet'],
      ['Usage', 'No traffic in this span'],
    ] as const) {
      await page
        .getByRole('navigation', { name: 'About Wang Fangfang' })
        .getByRole('link', { name: tab })
        .click()
      await page.getByRole('main').getByText(shown, { exact: true }).last().waitFor()
    }
    expect(await seriousFindings(page)).toEqual([])
  })

  it('在中文界面里：收回一笔流量，再注销账号', async () => {
    await console[Symbol.asyncDispose]()
    console = await world.open({
      ...{ role: 'admin', language: 'zh', theme: 'dark' },
      link: `sluice://users/${userId}`,
    } as const)
    page = console.page
    await page.getByRole('link', { name: '流量包' }).click()
    await button('收回').last().click()
    const take = dialog('收回未用部分')
    await take.getByLabel('原因').fill('误发')
    await take.getByRole('button', { name: '收回' }).click()
    await page.getByText('已收回').waitFor()
    expect(
      (await grants()).filter(({ reason }) => reason === 'paid by transfer').map(g => g.endedAt),
    ).toContainEqual(expect.any(Number))
    await button('更多').click()
    await page.getByRole('menuitem', { name: '注销账号' }).click()
    const close = dialog('注销 Wang Fangfang 的账号')
    expect(await close.getByRole('button', { name: '注销账号' }).isDisabled()).toBe(true)
    await close.getByLabel('请输入“Wang Fangfang”以继续').fill('Wang Fangfang')
    expect(await seriousFindings(page)).toEqual([])
    await close.getByRole('button', { name: '注销账号' }).click()
    await page.getByText(/^账号已于 .* 注销$/).waitFor()
    expect(await user()).toMatchObject({ status: 'deleted', email: null, port: null })
  })
})
