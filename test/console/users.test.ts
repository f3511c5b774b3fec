import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listUsers } from '../../hub/contract/admin/user-lists.ts'
import { suspendUser } from '../../hub/contract/admin/users.ts'
import { countOf, openUsers, userOf, users, written } from '../harness/console/ask-users.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { bulkJob, shownBulk } from '../harness/console/pass-bulk.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { succeeded } from '../harness/people-and-nodes.ts'

const dayMs = 86_400_000
/** What is done to tens of thousands takes minutes: a bench measures it. */
const isFull = process.env['SLUICE_TEST_SCALE'] === 'full'
const tester = { kind: 'command-line', name: 'test' } as const

describe('users', () => {
  let world: World
  let console: OpenConsole
  let page: Page
  beforeAll(async () => {
    world = await openWorld({ seeded: true })
    console = await world.open({ role: 'admin', link: 'sluice://users?gate=quota_used' })
    page = console.page
  })
  afterAll(async () => {
    await console?.[Symbol.asyncDispose]()
    await world?.[Symbol.asyncDispose]()
  })

  const table = () => page.getByRole('grid', { name: 'Users' })
  const dialog = () => page.getByRole('dialog')
  const said = (text: string) => page.getByRole('toolbar', { name: text })

  it('are found as one types, narrowed and sorted; filters are kept, renamed and open the list', async () => {
    // The link that opened the console carries a filter.
    await page.getByText(users(await countOf(world, { gate: 'quota_used' }))).waitFor()
    await table().getByText('Closed · Used up').first().waitFor()
    expect(await table().getByText('Open', { exact: true }).count()).toBe(0)
    expect(await seriousFindings(page)).toEqual([])

    await page.getByRole('button', { name: 'Saved filters' }).click()
    await page.getByLabel('Name of these filters').fill('Out of data')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Out of data' }).waitFor()
    await page.getByRole('button', { name: 'Rename: Out of data' }).click()
    await page.getByLabel('New name of “Out of data”').fill('Nothing left')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Open the list with it: Nothing left' }).click()
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await page.getByText(users(await countOf(world))).waitFor()
    const [somebody] = await openUsers(world)
    await page.keyboard.press('/')
    await page.keyboard.type(somebody?.email ?? 'nobody')
    await page.getByText(/^1 user$/).waitFor()
    const found = table().getByText(somebody?.name ?? 'nobody')
    await found.waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(users(await countOf(world))).waitFor()
    // Pasted, and longer than anything the hub looks for: it finds nobody, not everybody.
    await page.keyboard.insertText('x'.repeat(300))
    await page.getByText('Nothing matches').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(users(await countOf(world))).waitFor()

    await table().getByRole('button', { name: 'Used this cycle' }).click()
    await table().getByRole('button', { name: 'Used this cycle' }).click()
    const head = table().getByRole('columnheader', { name: 'Used this cycle' })
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending')
    const sorted = { sort: 'used', direction: 'desc', limit: 1 } as const
    const most = succeeded(await world.hub.hub.call(listUsers, { query: sorted }, tester)).items[0]
    const top = table().getByRole('row').nth(1)
    await top.getByText(most?.name ?? 'nobody').waitFor()

    // Coming back without a filter, the list opens with the chosen one.
    const sections = page.getByRole('navigation', { name: 'Sluice' })
    await sections.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await sections.getByRole('link', { name: 'Users' }).click()
    await page.getByText(users(await countOf(world, { gate: 'quota_used' }))).waitFor()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await page.getByRole('combobox', { name: 'Gate' }).click()
    await page.getByRole('option', { name: 'Open', exact: true }).click()
    await page.getByText(users(await countOf(world, { gate: 'open' }))).waitFor()
    // The same name once more: what it kept before is given back by Undo.
    await page.getByRole('button', { name: 'Saved filters' }).click()
    await page.getByLabel('Name of these filters').fill('Nothing left')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'keeps what is shown now' }).getByText('Undo').click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Saved filters' }).click()
    await page.getByRole('menuitem', { name: 'Nothing left' }).click()
    await page.getByText(users(await countOf(world, { gate: 'quota_used' }))).waitFor()
    await page.getByRole('button', { name: 'Saved filters' }).click()
    await page.getByRole('button', { name: 'Remove: Nothing left' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Clear the filters' }).click()
  })

  it('are selected by keys, and saved as a file', async () => {
    await page.getByText(users(await countOf(world))).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await said('1 selected').waitFor()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await said('3 selected').waitFor()
    const names = await table().getByRole('row', { selected: true }).locator('b').allTextContents()
    await said('3 selected').getByRole('button', { name: 'Export' }).click()
    await page.getByText('Saved to').waitFor()
    const some = console.saved().at(-1)?.bytes.toString('utf8') ?? ''
    expect(some.trimEnd().split('\r\n')).toHaveLength(4)
    for (const name of names) expect(some).toContain(name)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Saved filters' }).waitFor()
  })

  it('are created, after what is wrong with the form was said', async () => {
    const [known] = await openUsers(world)
    await page.getByRole('button', { name: 'New user' }).click()
    await dialog().getByRole('button', { name: 'Create' }).click()
    await dialog().getByText('Not an e-mail address').waitFor()
    await dialog().getByLabel('Name').fill('Zhou Wen')
    const address = dialog().getByRole('textbox', { name: 'E-mail' })
    await address.fill(known?.email ?? '')
    await dialog().getByRole('button', { name: 'Create' }).click()
    await dialog().getByRole('alert').filter({ hasText: 'This e-mail address is taken' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await address.fill('zhou.wen@example.org')
    await dialog().getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { level: 1, name: 'Zhou Wen' }).waitFor()
    expect(await countOf(world, { search: 'zhou.wen@example.org' })).toBe(1)
    // Back to the list as it was.
    await page.keyboard.press('Escape')
    await table().waitFor()
  })

  it('stand as they were left for those who come back from one of them', async () => {
    await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name: 'Users' }).click()
    await page.getByText(users(await countOf(world))).waitFor()
    const chosen = () => table().locator('[data-active=true] b')
    await table().focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowUp')
    const name = await chosen().innerText()
    await page.keyboard.press('Space')
    await said('1 selected').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Users', exact: true }).click()
    await expect.poll(() => chosen().innerText()).toBe(name)
    expect(await table().evaluate(element => element.scrollTop)).toBeGreaterThan(500)
    await said('1 selected').waitFor()
    // One who goes there anew begins at the top.
    await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name: 'Traffic' }).click()
    await page.getByRole('heading', { level: 1, name: 'Traffic' }).waitFor()
    await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name: 'Users' }).click()
    await page.getByRole('button', { name: 'Saved filters' }).waitFor()
    expect(await table().evaluate(element => element.scrollTop)).toBe(0)
  })

  it.skipIf(isFull)(
    'are given days all at once: previewed, previewed again as others match, run, looked at, undone',
    async () => {
      const job = bulkJob(world.hub)
      const [first, second] = await openUsers(world)
      if (first === undefined || second === undefined) throw new Error('two with an open gate')
      await page.getByRole('combobox', { name: 'Gate' }).click()
      await page.getByRole('option', { name: 'Open', exact: true }).click()
      const before = await countOf(world, { gate: 'open' })
      await page.getByText(users(before)).waitFor()
      await page.getByRole('checkbox', { name: 'Select all that match' }).click()
      await said(`${written(before)} selected`)
        .getByRole('button', { name: 'Add days' })
        .click()
      await dialog().getByLabel('Days', { exact: true }).fill('3')
      await dialog().getByRole('button', { name: 'Preview' }).click()
      await dialog().getByText('Say why').waitFor()
      await dialog().getByLabel('Reason').fill('Outage of the Hong Kong line')
      await dialog().getByRole('button', { name: 'Preview' }).click()
      await dialog()
        .getByText(`${written(3 * before)} days`)
        .waitFor()
      await dialog()
        .getByText(`${written(before)} with an open gate`)
        .waitFor()
      expect(await seriousFindings(page)).toEqual([])

      // Somebody else suspends one of them meanwhile.
      const body = { reason: 'abuse' }
      succeeded(await world.hub.hub.call(suspendUser, { params: { userId: second.id }, body }, tester))
      await dialog()
        .getByRole('button', { name: `Add days for ${users(before)}` })
        .click()
      const note = dialog().getByRole('alert')
      await note.getByText(`1 no longer: ${second.name}`).waitFor()
      await note.getByRole('button', { name: 'Preview again' }).click()
      await dialog()
        .getByRole('button', { name: `Add days for ${users(before - 1)}` })
        .click()

      const bulkId = await shownBulk(page)
      const end = (await userOf(world, first.id)).expiresAt ?? 0
      await job.step(bulkId)
      await page.getByText(`100 of ${written(before - 1)}`).waitFor()
      await job.finish()
      await page.getByText(`${written(before - 1)} of ${written(before - 1)}`).waitFor()
      expect((await userOf(world, first.id)).expiresAt).toBe(end + 3 * dayMs)
      expect((await userOf(world, second.id)).expiresAt).toBe(second.expiresAt)
      await page.getByRole('grid', { name: 'Users' }).getByText('Done').first().waitFor()
      expect(await seriousFindings(page)).toEqual([])

      await page.getByRole('main').getByRole('button', { name: 'Undo' }).click()
      await dialog().getByText('Days that have passed stay').waitFor()
      await dialog().getByLabel('Reason').fill('The wrong users')
      await dialog()
        .getByRole('button', { name: `Undo for ${users(before - 1)}` })
        .click()
      await page.getByRole('heading', { level: 1, name: `Undo of #${bulkId}, days` }).waitFor()
      await job.finish()
      await page.getByText(`${written(before - 1)} of ${written(before - 1)}`).waitFor()
      expect((await userOf(world, first.id)).expiresAt).toBe(end)

      await page.getByRole('link', { name: 'Bulk actions' }).click()
      const history = page.getByRole('grid', { name: 'Bulk actions' })
      const line = history.getByRole('row').filter({ hasText: 'Outage of the Hong Kong line' })
      await line.getByText('Add days · 3 days').waitFor()
      expect(await line.getByText(String(before - 1), { exact: true }).count()).toBe(2)
      expect(await seriousFindings(page)).toEqual([])
      await history.getByText('Undo of').waitFor()
      await line.click()
      await page.getByRole('link', { name: `Its undo: #${bulkId + 1}` }).waitFor()
      expect(await page.getByRole('main').getByRole('button', { name: 'Undo' }).count()).toBe(0)
    },
  )

  it.skipIf(isFull)('are told and stopped half-way in Chinese', async () => {
    const job = bulkJob(world.hub)
    await using chinese = await world.open({
      role: 'admin',
      language: 'zh',
      theme: 'dark',
      link: 'sluice://users',
    })
    const { page } = chinese
    const all = await countOf(world)
    await page.getByText(`${written(all)} 名用户`).waitFor()
    await page.getByRole('checkbox', { name: '选中全部符合条件的' }).click()
    await page
      .getByRole('toolbar', { name: `已选 ${written(all)} 项` })
      .getByRole('button', { name: '发消息' })
      .click()
    const dialog = page.getByRole('dialog', { name: `发给 ${written(all)} 名用户` })
    await dialog.getByLabel('标题').fill('周日维护')
    await dialog.getByLabel('内容').fill('香港线路周日凌晨维护。')
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: '预览' }).click()
    await dialog.getByText(`${written(all)} 封邮件`).waitFor()
    await dialog.getByRole('button', { name: `发给 ${written(all)} 名用户` }).click()
    const bulkId = await shownBulk(page)
    await job.step(bulkId)
    await page.getByText(`100 / ${written(all)}`).waitFor()
    await page.getByRole('button', { name: '中止' }).click()
    await page.getByText('处理完手头的用户后停下。').waitFor()
    await job.finish()
    await page.getByText('已中止').first().waitFor()
    await page.getByText(`100 / ${written(all)}`).waitFor()

    // What is not sent yet can be withdrawn.
    await page.getByRole('button', { name: '撤销' }).click()
    const undo = page.getByRole('dialog', { name: `撤销 #${bulkId}` })
    await undo.getByText('已经发出的无法撤回。').waitFor()
    await undo.getByLabel('原因').fill('时间改了')
    await undo.getByRole('button', { name: '为 100 名用户撤销' }).click()
    await page.getByRole('heading', { level: 1, name: `撤销 #${bulkId} 的消息` }).waitFor()
    await job.finish()
    await page.getByText('100 / 100').waitFor()
  })

  it('are looked at only, where the role says so; an action that is not there says what to do', async () => {
    await using viewer = await world.open({ role: 'viewer', link: 'sluice://users/bulk/9999' })
    const { page } = viewer
    await page.getByText('There is no such bulk action').waitFor()
    await page.getByRole('link', { name: 'Bulk actions' }).click()
    await page.getByRole('row').filter({ hasText: 'New nodes in Taiwan' }).click()
    await page.getByText('Every plan may use them.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('grid', { name: 'Bulk actions' }).waitFor()
    await page.getByRole('navigation', { name: 'Users' }).getByRole('link', { name: 'Users' }).click()
    await page.getByRole('checkbox', { name: 'Select all that match' }).click()
    const bar = page.getByRole('toolbar')
    await bar.getByRole('button', { name: 'Export' }).waitFor()
    expect(await bar.getByRole('button', { name: 'Suspend' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'New user' }).count()).toBe(0)
  })
})
