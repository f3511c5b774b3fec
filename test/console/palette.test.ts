import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listUsers } from '../../hub/contract/admin/user-lists.ts'
import { rowsOf } from '../../hub/db/transaction.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'

const tester = { kind: 'command-line', name: 'test' } as const

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

/** Types into the palette and takes the first that is found with these words. */
async function search(page: Page, text: string, found: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search, or type a command' }).fill(text)
  await page.getByRole('dialog').getByRole('button').filter({ hasText: found }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

describe('the palette and the keys', () => {
  let world: World
  let console: OpenConsole
  let page: Page
  beforeAll(async () => {
    world = await openWorld({ seeded: true })
    console = await world.open({ role: 'owner' })
    page = console.page
    await heading(page, 'Overview').waitFor()
  })
  afterAll(async () => {
    await console?.[Symbol.asyncDispose]()
    await world?.[Symbol.asyncDispose]()
  })

  const one = async (sql: string) => {
    const { database } = world.hub.hub
    const [row] = rowsOf(await database.inTransaction(tx => tx.query(sql)))
    return row as Readonly<Record<string, unknown>>
  }

  it('finds a user, a port, an order, a transaction and a node, and opens the first with Enter', async () => {
    const listed = await world.hub.hub.call(
      listUsers,
      { query: { limit: 1, gate: 'open', sort: 'port', direction: 'asc' } },
      tester,
    )
    const user = listed.ok ? listed.value.items[0] : undefined
    if (user?.email == null || user.port === null) throw new Error('nobody has a port')
    await search(page, user.email, user.name)
    await heading(page, user.name).waitFor()
    await search(page, String(user.port), user.email)
    await heading(page, user.name).waitFor()
    const paid = await one(
      'SELECT o.number, p.transactionId FROM payments p JOIN orders o ON o.id = p.orderId ORDER BY p.id DESC LIMIT 1',
    )
    await search(page, String(paid['number']), String(paid['number']))
    await heading(page, String(paid['number'])).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await search(page, String(paid['transactionId']), String(paid['transactionId']))
    await heading(page, String(paid['number'])).waitFor()
    await search(page, 'hk2', 'hk2')
    await heading(page, 'hk2').waitFor()
  })

  it('goes to a screen by its name, says when nothing is found, and carries out commands', async () => {
    await search(page, 'audit', 'Audit log')
    await page.getByText('The log is whole').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Search, or type a command' }).fill('no such thing anywhere')
    await page.getByText('Nothing found').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    await search(page, 'light or', 'Light or dark')
    await page.locator('[data-mantine-color-scheme="dark"]').waitFor()
    await search(page, '切换到', '切换到中文')
    await heading(page, '系统').waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
    await page.reload()
    // Both are remembered.
    await heading(page, '系统').waitFor()
    await page.locator('[data-mantine-color-scheme="dark"]').waitFor()
    await page.getByRole('button', { name: '水闸 Sluice' }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await heading(page, 'System').waitFor()
    await page.getByRole('menu').waitFor({ state: 'hidden' })
  })

  it('works from the keyboard: help, the list’s search, rows, and back', async () => {
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await help.getByText('Go to a section').waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })

    await page.getByRole('link', { name: /^Users/ }).click()
    await heading(page, 'Users').waitFor()
    await page.getByRole('grid', { name: 'Users' }).getByRole('row').nth(2).waitFor()
    await page.keyboard.press('/')
    await page.locator('input[type=search]:focus').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.locator('[data-grid]:focus').waitFor()
    await page.keyboard.press('ArrowDown')
    const second = page.locator('#row-1[data-active="true"]')
    await second.waitFor()
    const name = await second.locator('b').first().textContent()
    await page.keyboard.press('Enter')
    await heading(page, name ?? 'nobody').waitFor()
    await page.keyboard.press('Escape')
    await heading(page, 'Users').waitFor()
  })

  it('leads from every number of the overview to what it counts', async () => {
    const goals = [
      [/^\d+ orders?$/, /#\/orders\?from=/],
      [/^this month/, /#\/orders\/revenue\?by=month$/],
      [/expire within 7 days/, /#\/users\?gate=open&expiresAfter=\d+&expiresBefore=\d+$/],
      [/new today/, /#\/users\?createdSince=\d+$/],
      [/^[\d,]+ in all$/, /#\/users$/],
      [/^Active users/, /#\/users\?gate=open$/],
      [/not serving/, /#\/nodes\?group=troubled$/],
      [/^[\d,]+ payments?$/, /#\/orders\/inbox$/],
      [/^[\d,]+ alerts?$/, /#\/system\/alerts/],
    ] as const
    for (const [name, to] of goals) {
      await page.getByRole('link', { name: 'Overview' }).click()
      await page.getByRole('main').getByRole('link', { name }).first().click()
      await page.waitForURL(to)
    }
    await page.getByRole('link', { name: 'Overview' }).click()
    await heading(page, 'Overview').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('knows several hubs, each with a session of its own, and goes from one to another', async () => {
    const { email, password } = await world.staff('viewer')
    await page.getByRole('button', { name: 'Sluice' }).click()
    await page.getByRole('menuitem', { name: 'Hubs' }).click()
    await page.getByRole('button', { name: 'Add a hub' }).click()
    await page.getByLabel('Name').fill('Second')
    await page.getByLabel('Address').fill(world.hub.addresses.admin)
    await page.getByRole('button', { name: 'Look who answers' }).click()
    await page.getByRole('button', { name: 'Trust and save' }).click()
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('button', { name: 'Sluice Second' }).click()
    await page.getByText(`The viewer · ${email}`).waitFor()
    await page.getByRole('menuitem', { name: 'Go to Demo' }).click()
    await page.getByRole('button', { name: 'Sluice Demo' }).click()
    await page.getByText('The owner · ').waitFor()
    await page.keyboard.press('Escape')
  })
})
