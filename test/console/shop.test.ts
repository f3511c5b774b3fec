import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeEndpoints } from '../../hub/contract/admin/codes.ts'
import { planEndpoints } from '../../hub/contract/admin/plans.ts'
import { listUsers } from '../../hub/contract/admin/user-lists.ts'
import type { AnyEndpoint, EndpointAnswer, EndpointRequest } from '../../hub/contract/endpoint.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { eventually } from '../harness/processes.ts'

const [listPlans, , , , previewPlan] = planEndpoints
const [, createBatch, , listCodes, , , exportBatch] = codeEndpoints
const tester = { kind: 'command-line', name: 'test' } as const

const batchTerms = {
  ...{ planIds: [], validUntil: null, usesPerCode: 1, usesPerUser: 1, activity: '' },
  ...{ firstOrderOnly: false, note: '' },
}

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })
const panel = (page: Page, name: string) => page.getByRole('region', { name })

describe('what is sold, and what customers see of it', () => {
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

  const call = async <E extends AnyEndpoint>(endpoint: E, request: Partial<EndpointRequest<E>>) => {
    const answer = await world.hub.hub.call(endpoint, request, tester)
    if (!answer.ok) throw new Error(`${endpoint.name}: ${answer.code}`)
    return answer.value as EndpointAnswer<E>
  }
  /** The shop's front as a customer reads it, a line each. */
  const shopLines = async (language: 'en' | 'zh') => {
    const answer = await fetch(world.hub.addresses.public, { headers: { 'accept-language': language } })
    const text = (await answer.text()).replaceAll(/<[^>]+>/g, '\n')
    return new Set(text.split('\n').map(line => line.trim()))
  }
  const cardLines = async (page: Page) => {
    const text = await panel(page, 'What customers see').locator('[lang]').innerText()
    return text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
  }
  const open = async (tab: string) => {
    await console.page.getByRole('link', { name: 'Plans', exact: true }).first().click()
    await console.page.getByRole('link', { name: tab, exact: true }).last().click()
  }

  it('shows of a plan what the shop shows, to the letter, in both languages', async () => {
    const { page } = console
    await open('Plans')
    await row(page, 'Plus, monthly').click()
    await page.getByRole('heading', { level: 1, name: 'Plus, monthly' }).waitFor()
    const card = panel(page, 'What customers see')
    for (const [language, name, choose] of [
      ['en', 'English', 'Choose this plan'],
      ['zh', '中文', '选择套餐'],
    ] as const) {
      await card.getByText(name, { exact: true }).click()
      await card.getByText(choose).waitFor()
      const shop = await shopLines(language)
      const lines = await cardLines(page)
      expect(lines.length).toBeGreaterThan(5)
      // A price and what it is for stand in one line of the card.
      const parts = lines.flatMap(line => /^(¥[\d.,]+) (.+)$/.exec(line)?.slice(1) ?? [line])
      expect(parts.filter(line => !shop.has(line))).toEqual([])
    }
    await card.getByText('English', { exact: true }).click()
  })

  it('tells what a new customer pays and gets as the hub works it out', async () => {
    const { page } = console
    await page.getByRole('textbox', { name: 'Quantity' }).fill('3')
    const params = { planId: (await planNamed('plus')).id }
    const quote = await call(previewPlan, { params, query: { quantity: 3, wish: 'auto' } })
    const gets = panel(page, 'What a new customer gets now')
    await gets.getByText(`¥ ${(quote.total / 100).toFixed(2)}`).waitFor()
    await expect.poll(() => gets.getByRole('row').count()).toBe(quote.cuts.length)
  })

  it('changes the price and takes a plan out of the shop, which customers see at once', async () => {
    const { page } = console
    await page.getByLabel('Price of a month').fill('1234.5')
    await panel(page, 'What customers see').getByText('¥1,234.50').waitFor()
    await page.getByText('As the plan is saved now, not as it is typed.').waitFor()
    expect((await planNamed('plus')).price).toBe(3_500)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('As the plan is saved now, not as it is typed.').waitFor({ state: 'hidden' })
    expect(await shopLines('en')).toContain('¥1,234.50')

    await page.getByText('Only by its link', { exact: true }).click()
    await page.getByText('Not in the shop: who has the link sees it so.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually('it to be hidden', async () => (await planNamed('plus')).visibility === 'hidden')
    expect(await shopLines('en')).not.toContain('Plus, monthly')
    await page.keyboard.press('Escape')
    await row(page, 'Plus, monthly').getByText('Only by its link').waitFor()

    await row(page, 'Plus, monthly').click()
    await page.getByRole('heading', { level: 1, name: 'Plus, monthly' }).waitFor()
    await page.getByText('In the shop', { exact: true }).last().click()
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually('it to be shown', async () => (await planNamed('plus')).visibility === 'public')
    expect(await shopLines('en')).toContain('Plus, monthly')
  })

  it('says in words why a plan is not taken, and what is still missing of it', async () => {
    const { page } = console
    await open('Plans')
    await page.getByRole('link', { name: 'New plan' }).click()
    await page.getByRole('heading', { level: 1, name: 'New plan' }).waitFor()
    await page.getByText('Add-on', { exact: true }).click()
    await page.getByLabel('Name in English').fill('A little more')
    await page.getByText('Still needed: Name for operators, Price, and Bytes.').waitFor()
    await page.getByLabel('Price of one').fill('5')
    await page.getByLabel('Bytes in all').fill('9000')
    await page.getByText('Above zero, at most 8796 GB').waitFor()
    await page.getByLabel('Bytes in all').fill('10')
    await page.getByLabel('Name for operators').fill('plus')
    await panel(page, 'What customers see').getByText('10 GB on top · Good until used').waitFor()
    await page.getByRole('button', { name: 'Add the plan' }).click()
    await page.getByRole('alert').filter({ hasText: 'Choose another one for plus.' }).waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Drop it' }).click()
    await expect.poll(() => page.getByLabel('Name in English').inputValue()).toBe('')
  })

  it('takes a code and a batch out of use, and the hub takes them no more', async () => {
    const { page } = console
    const effect = { kind: 'discount', percent: 10 } as const
    const batch = await call(createBatch, { body: { ...batchTerms, name: 'ten off', effect, amount: 3 } })
    const params = { batchId: batch.id }
    const { items } = await call(listCodes, { params, query: { limit: 200 } })
    const fresh = items[1]?.code ?? ''
    const plan = await planNamed('standard')
    const { items: served } = await call(listUsers, { query: { gate: 'open', limit: 1 } })
    const userId = served[0]?.id ?? 0
    const isTaken = async () => {
      const query = { userId, quantity: 1, wish: 'auto', code: fresh } as const
      const answer = await world.hub.hub.call(previewPlan, { params: { planId: plan.id }, query }, tester)
      return answer.ok && answer.value.discount > 0
    }
    await open('Codes')
    await page.getByRole('searchbox', { name: 'A code, or how it begins' }).fill(fresh.slice(0, 7))
    await row(page, fresh).click()
    await page.getByRole('heading', { level: 1, name: 'ten off' }).waitFor()
    expect(await isTaken()).toBe(true)
    await page.getByRole('button', { name: `Take out of use: ${fresh}` }).click()
    await page.getByRole('button', { name: `Put back: ${fresh}` }).click()
    await page.getByRole('button', { name: `Take out of use: ${fresh}` }).waitFor()
    expect(await isTaken()).toBe(true)
    await page.getByRole('button', { name: 'Take out of use', exact: true }).click()
    await page.getByRole('button', { name: 'Put back', exact: true }).waitFor()
    expect(await isTaken()).toBe(false)

    await page.getByRole('button', { name: 'Export the codes' }).click()
    await eventually('the file', () => console.saved().length === 1)
    const { name, csv } = await call(exportBatch, { params })
    const [file] = console.saved()
    expect(file?.name).toBe(name)
    expect(file?.bytes.toString()).toBe(csv)
    expect(csv.trim().split('\r\n')).toHaveLength(items.length + 1)
    expect(csv).toContain(`${fresh},ten off,0,1,yes`)
  })

  it('tells a reader that he may look only, in Chinese', async () => {
    await using reader = await world.open({ role: 'viewer', language: 'zh', theme: 'dark' })
    const { page } = reader
    await page.getByRole('link', { name: '套餐与兑换码' }).click()
    await page.getByRole('heading', { level: 1, name: '套餐与兑换码' }).waitFor()
    await row(page, '标准月付').waitFor()
    expect(await page.getByRole('link', { name: '新建套餐' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: '兑换码', exact: true }).count()).toBe(0)
    await row(page, '标准月付').click()
    await page.getByText('你的角色只能查看，不能修改。').waitFor()
    expect(await page.getByLabel('每月价格').isDisabled()).toBe(true)
    await panel(page, '用户看到的样子').getByText('每月 100 GB 流量').waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
    await page.evaluate(() => {
      location.hash = '#/plans/codes'
    })
    await page.getByText('你的角色没有这项权限').waitFor()
    expect.soft(await seriousFindings(page)).toEqual([])
  })

  const planNamed = async (name: string) => {
    const { items } = await call(listPlans, { query: { limit: 200 } })
    const found = items.find(plan => plan.name === name)
    if (found === undefined) throw new Error(`no plan ${name}`)
    return found
  }
})
