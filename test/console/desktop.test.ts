import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAlert } from '../../hub/alerts/alerts.ts'
import { instant } from '../../hub/contract/primitives.ts'
import { getElectron } from '../harness/console/get-electron.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { eventually } from '../harness/processes.ts'

/** What the system's own menu says and does; its shortcuts are not heard by keys that a test presses in the page. */
async function chooseInMenu(app: ElectronApplication, menu: number, label: string): Promise<void> {
  const found = await app.evaluate(
    ({ Menu }, [index, wanted]) => {
      const item = Menu.getApplicationMenu()?.items[index]?.submenu?.items.find(each => each.label === wanted)
      item?.click()
      return item !== undefined
    },
    [menu, label] as const,
  )
  if (!found) throw new Error(`the menu has no ${label}`)
}

const boundsOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())

// What only Electron has: Chromium, where it stands in, has no menus, no tray and no window of its own.
describe.skipIf((await getElectron()) === null)('the desktop', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world?.[Symbol.asyncDispose]())

  /** A console that surely is an Electron. */
  async function openDesktop(options: Parameters<World['open']>[0]) {
    const opened = await world.open(options)
    if (opened.app === null) throw new Error('no Electron')
    return { ...opened, app: opened.app }
  }

  it('has menus in the language of the window that do what the window does', async () => {
    const console = await openDesktop({ role: 'owner' })
    await using _ending = console
    const { app, page } = console
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await chooseInMenu(app, 2, 'Nodes')
    await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor()
    await chooseInMenu(app, 2, 'Search and commands…')
    await page.getByRole('textbox', { name: 'Search, or type a command' }).waitFor()
    await page.keyboard.press('Escape')
    await chooseInMenu(app, 4, 'Keyboard shortcuts')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await chooseInMenu(app, 3, 'Light or dark')
    await page.locator('[data-mantine-color-scheme="dark"]').waitFor()

    await page.getByRole('button', { name: 'Sluice' }).click()
    await page.getByRole('menuitem', { name: '中文' }).click()
    await page.getByRole('heading', { level: 1, name: '节点' }).waitFor()
    await chooseInMenu(app, 0, '主站…')
    await page.getByRole('heading', { name: '我的主站' }).waitFor()
    await page.getByRole('button', { name: '打开 Demo' }).click()
    await page.getByRole('heading', { level: 1, name: '节点' }).waitFor()
  })

  it('tells in the tray how much needs a person, and opens links from elsewhere', async () => {
    const console = await openDesktop({ role: 'owner', link: 'sluice://system/jobs' })
    await using _ending = console
    const { app, page } = console
    await page.getByRole('button', { name: 'Run now: gates.due' }).waitFor()
    await app.evaluate(({ Tray }) => {
      Tray.prototype.setToolTip = text => {
        Reflect.set(globalThis, 'toolTip', text)
      }
    })
    await world.hub.hub.database.inTransaction(tx =>
      openAlert(tx, {
        ...{ at: instant.parse(Date.now()), kind: 'node.offline', subject: 'node:4', severity: 'critical' },
        message: 'hk4 does not answer',
      }),
    )
    await eventually('the tray to say so', async () =>
      /\b1 need/.test(String(await app.evaluate(() => Reflect.get(globalThis, 'toolTip')))),
    )
    await app.evaluate(({ app: own }) => {
      own.emit('second-instance', {}, ['sluice', 'sluice://system/alerts'])
    })
    await page.getByText('Node does not answer').first().waitFor()
    // No page of the console: it stays where it is.
    await app.evaluate(({ app: own }) => {
      own.emit('second-instance', {}, ['sluice', 'sluice://../../etc'])
    })
    expect(page.url()).toMatch(/#\/system\/alerts$/)
  })

  it('opens a link before one is signed in, and comes out there', async () => {
    const { email, password } = await world.staff('admin')
    const console = await openDesktop({ role: 'admin' })
    await using _ending = console
    const { app, page } = console
    await page.getByRole('button', { name: 'Sluice' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('textbox', { name: 'Password' }).waitFor()
    await app.evaluate(({ app: own }) => {
      own.emit('second-instance', {}, ['sluice', 'sluice://plans/codes'])
    })
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'New codes' }).waitFor()
  })

  it('keeps what was typed and where the window was through a kill', async () => {
    const first = await openDesktop({ role: 'owner', link: 'sluice://plans/new' })
    await first.page.getByLabel('Name in English').fill('Half a plan')
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1_000, height: 700 }),
    )
    const kept = (file: string) => join(first.home, 'data', file)
    const holds = (file: string, text: string) =>
      existsSync(kept(file)) && readFileSync(kept(file), 'utf8').includes(text)
    await eventually('the draft to be kept', () => holds('drafts.json', 'Half a plan'))
    await eventually('the bounds to be kept', () => holds('window.json', '700'))
    const bounds = await boundsOf(first.app)
    const gone = first.app.waitForEvent('close')
    first.app.process().kill('SIGKILL')
    await gone

    const again = await openDesktop({ role: 'owner', home: first.home, link: 'sluice://plans/new' })
    await using _ending = again
    const field = again.page.getByLabel('Name in English')
    await eventually('the draft to be there', async () => (await field.inputValue()) === 'Half a plan')
    expect(await boundsOf(again.app)).toEqual(bounds)
  })
})
