import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inviteEndpoints } from '../../hub/contract/admin/invites.ts'
import { planEndpoints } from '../../hub/contract/admin/plans.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'

const [listPlans, , , editPlan] = planEndpoints
const [, , , readInviteSettings, configureInvites] = inviteEndpoints
const other = { kind: 'command-line', name: 'another operator' } as const

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })
const told = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text }).first().waitFor()

describe('plans, codes and invitations', () => {
  let world: World
  let console: OpenConsole

  beforeAll(async () => {
    world = await openWorld({ seeded: true })
    console = await world.open({ role: 'admin' })
  })
  afterAll(async () => {
    await console?.[Symbol.asyncDispose]()
    await world?.[Symbol.asyncDispose]()
  })

  const open = async (tab: string) => {
    await console.page.getByRole('link', { name: 'Plans', exact: true }).first().click()
    await console.page.getByRole('link', { name: tab, exact: true }).last().click()
  }
  const lightPlan = async () => {
    const listed = await world.hub.hub.call(listPlans, { query: { limit: 200 } }, other)
    const plan = listed.ok ? listed.value.items.find(({ name }) => name === 'light') : undefined
    if (plan === undefined) throw new Error('the plan is not there')
    return plan
  }

  it('makes a plan beside what customers will see of it, and keeps what was typed when the form is left', async () => {
    const { page } = console
    await open('Plans')
    await row(page, 'Standard, monthly').waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    await page.getByRole('link', { name: 'New plan' }).click()
    await page.getByLabel('Name in Chinese').fill('轻量月付')
    await page.getByLabel('Name in English').fill('Light, monthly')
    await page.getByLabel('Price of a month').fill('9.9')
    await page.getByLabel('Bytes of a month').fill('30')
    const card = page.getByRole('region', { name: 'What customers see' })
    await card.getByText('Light, monthly').waitFor()
    await card.getByText('¥9.90').waitFor()
    await card.getByText('30 GB each month').waitFor()
    await page.getByText('Still needed: Name for operators.').waitFor()
    await page.getByLabel('Name for operators').fill('light')
    await page.getByText('Not sent yet: kept as a draft').waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    await open('Plans')
    await row(page, 'Standard, monthly').waitFor()
    await page.getByRole('link', { name: 'New plan' }).click()
    await card.getByText('Light, monthly').waitFor()

    await page.getByLabel('Price of a month').fill('nine')
    await page.getByText('Yuan, like 12.5; up to a million').waitFor()
    expect(await page.getByRole('button', { name: 'Add the plan' }).isDisabled()).toBe(true)
    await page.getByLabel('Price of a month').fill('9.90')
    await page.getByRole('button', { name: 'Add the plan' }).click()
    await page.getByRole('heading', { level: 1, name: 'Light, monthly' }).waitFor()
    // It is hidden until it is shown.
    await page.getByText('Not in the shop: who has the link sees it so.').waitFor()
    expect(await lightPlan()).toMatchObject({ price: 990, bytes: 30_000_000_000, visibility: 'hidden' })
  })

  it('tells the second of two operators what the first one changed, and lets him choose', async () => {
    const { page } = console
    await open('Plans')
    await row(page, 'Light, monthly').click()
    await page.getByLabel('Price of a month').fill('12')
    const plan = await lightPlan()
    const params = { planId: plan.id }
    const first = { version: plan.version, price: 1_100, mostPerOrder: 3 }
    expect(await world.hub.hub.call(editPlan, { params, body: first }, other)).toMatchObject({ ok: true })

    await page.getByRole('button', { name: 'Save' }).click()
    const note = page.getByRole('alert').filter({ hasText: 'Somebody else changed this' })
    await note.getByRole('row', { name: 'Price ¥ 11.00 ¥ 12.00' }).waitFor()
    await note.getByRole('row', { name: 'Most per order 3 12' }).waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    expect((await lightPlan()).price).toBe(1_100)
    await note.getByRole('button', { name: 'Put mine over it' }).click()
    await note.waitFor({ state: 'hidden' })
    // What he did not touch stays as the other made it.
    await expect.poll(lightPlan).toMatchObject({ price: 1_200, mostPerOrder: 3 })
    await expect.poll(() => page.getByLabel('Most per order').inputValue()).toBe('3')

    await page.getByText('Retired', { exact: true }).click()
    const again = { version: (await lightPlan()).version, price: 1_300 }
    expect(await world.hub.hub.call(editPlan, { params, body: again }, other)).toMatchObject({ ok: true })
    await page.getByRole('button', { name: 'Save' }).click()
    await note.getByRole('button', { name: 'Take theirs' }).click()
    await note.waitFor({ state: 'hidden' })
    await expect.poll(() => page.getByLabel('Price of a month').inputValue()).toBe('13.00')
    expect(await lightPlan()).toMatchObject({ price: 1_300, visibility: 'hidden' })
  })

  it('makes codes in a batch, and says in words why a name is not taken twice', async () => {
    const { page } = console
    await open('Codes')
    await row(page, 'autumn 10 % off').waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    const dialog = page.getByRole('dialog')
    const make = async (percent: string) => {
      await page.getByRole('button', { name: 'New codes' }).click()
      await dialog.getByLabel('Name').fill('friends')
      await dialog.getByLabel('Percent off').fill(percent)
      await dialog.getByLabel('How many').fill('3')
    }
    await make('120')
    await dialog.getByText('Whole percent, 1 to 100').waitFor()
    await dialog.getByLabel('Percent off').fill('20')
    await dialog.getByText('3 codes: 20 % off').waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Make the codes' }).click()
    await page.getByRole('heading', { level: 1, name: 'friends' }).waitFor()
    await page.getByRole('grid', { name: 'Codes' }).getByRole('row').nth(3).waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])

    await open('Codes')
    await make('5')
    await dialog.getByRole('button', { name: 'Make the codes' }).click()
    await dialog.getByRole('alert').filter({ hasText: 'Choose another one for friends.' }).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  it('finds the batch of a code that is read out, who used it, and for which order', async () => {
    const { page } = console
    await open('Codes')
    const search = page.getByRole('searchbox', { name: 'A code, or how it begins' })
    await search.fill('nothing')
    await page.getByText('No code begins like this').waitFor()
    // As he reads it out: without its line, in small letters.
    await search.fill('autumn')
    await row(page, 'AUTU-MN10').click()
    await page.getByRole('heading', { level: 1, name: 'autumn 10 % off' }).waitFor()
    await page.getByText('Uses', { exact: true }).click()
    const uses = page.getByRole('grid', { name: 'Uses' })
    await uses.getByRole('row', { name: 'AUTU-MN10' }).first().waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    const use = (await uses.getByRole('row').nth(1).innerText()).split('\n')
    const [, , email = '', number = ''] = use.filter(text => text.trim() !== '')
    await uses.getByRole('row').nth(1).click()
    await page.getByRole('heading', { level: 1, name: `Order ${number}` }).waitFor()
    await page.getByText(email).first().waitFor()
  })

  it('makes an invitation and stops it, and sets the reward, in Chinese', async () => {
    await using own = await world.open({ role: 'admin', language: 'zh' })
    const { page } = own
    await page.getByRole('link', { name: '套餐与兑换码' }).click()
    await page.getByRole('link', { name: '邀请', exact: true }).click()
    await page.getByRole('button', { name: '新建邀请码' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('可注册人数').fill('5')
    await dialog.getByRole('button', { name: '生成并复制' }).click()
    await told(page, '已生成并复制')
    await row(page, '0 / 5')
      .getByRole('button', { name: /^停用 / })
      .click()
    await page.getByText('停用后无人可再用它注册').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: '停用', exact: true }).click()
    await row(page, '0 / 5').getByText('已停用').waitFor()

    await page.getByRole('combobox', { name: '邀请奖励' }).click()
    await page.getByRole('option', { name: '天数' }).click()
    await page.getByRole('textbox', { name: '天数', exact: true }).fill('500')
    await page.getByText('请输入 1 至 366 的整天数').waitFor()
    await page.getByRole('textbox', { name: '天数', exact: true }).fill('5')
    await page.getByText('凭邀请码', { exact: true }).click()
    // A colleague changes something else meanwhile.
    const before = await world.hub.hub.call(readInviteSettings, {}, other)
    if (!before.ok) throw new Error(before.code)
    await world.hub.hub.call(configureInvites, { body: { ...before.value, holdDays: 3 } }, other)
    const conflict = page.getByRole('alert').filter({ hasText: '你打开之后，有人改过这里' })
    await conflict.getByRole('row', { name: /几天后发放.*3.*7/ }).waitFor()
    await conflict.getByRole('button', { name: '用我的覆盖' }).click()
    await told(page, '已保存')
    expect.soft(await seriousFindings(page)).toEqual([])
    const settings = await world.hub.hub.call(readInviteSettings, {}, other)
    expect(settings).toMatchObject({
      value: {
        registration: 'invite',
        customersInvite: true,
        reward: { kind: 'days', days: 5 },
        holdDays: 7,
      },
    })
  })
})
