import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { summarizeMetering } from '../../hub/contract/admin/metering.ts'
import { editNode, listNodes, readNode, removeNode } from '../../hub/contract/admin/nodes.ts'
import { enrolmentBundle } from '../../hub/contract/agent/enrolment.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { type NodeWorld, openNodeWorld } from '../harness/console/node-world.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { eventually, freePort } from '../harness/processes.ts'

const tab = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
/** Until its screen is there: the tabs of the one before may have the same names. */
async function section(page: Page, name: string) {
  await page
    .getByRole('navigation', { name: /Sluice/ })
    .getByRole('link', { name })
    .click()
  await heading(page, name)
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

describe('a fleet of thirty nodes', () => {
  let world: World
  let console: OpenConsole
  beforeAll(async () => {
    world = await openWorld({ seeded: true })
    console = await world.open({ role: 'owner' })
  })
  afterAll(async () => {
    await console[Symbol.asyncDispose]()
    await world[Symbol.asyncDispose]()
  })

  it('shows at a glance what serves, and leads from the sick node to why', async () => {
    const { page } = console
    await section(page, 'Nodes')
    await says(page, /^3 not serving · \d+ users affected$/)
    const list = page.getByRole('grid', { name: 'Nodes' })
    const first = list.getByRole('row').nth(1)
    await first.getByText('hk6').waitFor()
    await first.getByText('Does not answer').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('/')
    await page.keyboard.type('sg1')
    const pending = list.getByRole('row').filter({ hasText: 'sg1' })
    await pending.getByText(/^\d+ → \d+$/).waitFor()
    await page.getByPlaceholder('Name, address, country').fill('hk6')
    await pending.waitFor({ state: 'hidden' })
    await list.getByRole('row').filter({ hasText: 'hk6' }).waitFor()
    await list.focus()
    await page.keyboard.press('Enter')

    await heading(page, 'hk6')
    const wrong = page.getByRole('list', { name: 'What is wrong' })
    await wrong.getByText(/counted once it answers/).waitFor()
    await wrong.getByText('Details', { exact: true }).click()
    await wrong.getByText('connect ETIMEDOUT 203.0.113.6:8471').waitFor()
    await says(page, 'Waits for the node')
    expect(await seriousFindings(page)).toEqual([])
  })

  it('says why the difference cannot be asked for while a node is out of reach', async () => {
    const { page } = console
    await tab(page, 'Configuration')
    await says(page, 'The node does not answer')
    await button(page, 'Compare again').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await heading(page, 'Nodes')
  })

  it('shows what was not plain about the counting, by kind and by node', async () => {
    const { page } = console
    await section(page, 'Nodes')
    await tab(page, 'Counting')
    await page.getByRole('region', { name: 'jp4: two machines answer with one identity' }).waitFor()
    const incidents = page.getByRole('grid', { name: 'What was not plain' })
    await button(page, /^Anomaly \d+$/).click()
    await incidents.getByText('A reading fell without a new instance').first().waitFor()
    expect(await incidents.getByText('Gap', { exact: true }).count()).toBe(0)
    expect(await seriousFindings(page)).toEqual([])
  })

  it('shows before a rate is set what it makes of each plan, and sets it from the next quarter hour', async () => {
    const { page } = console
    await section(page, 'Nodes')
    await page.getByRole('grid', { name: 'Nodes' }).getByText('de1', { exact: true }).click()
    await heading(page, 'de1')
    await tab(page, 'Settings')
    await page.getByRole('textbox', { name: 'Rate' }).fill('2')
    await says(page, 'Each GB that passes here uses 2.00 GB of the quota.')
    const effect = page.getByRole('table', { name: 'What it means for plans' })
    await effect.getByRole('row', { name: /Standard, monthly 100\.0 GB 50\.0 GB ¥0\.\d{3}/ }).waitFor()
    await button(page, 'Set the rate').click()
    const rates = page.getByRole('list', { name: 'Rates of this node' })
    await rates.getByRole('listitem').filter({ hasText: '× 2' }).getByText('To come').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('shows who edits second what the first has changed, and loses neither', async () => {
    const { page } = console
    await page.getByRole('textbox', { name: 'Note for operators' }).fill('Paid until March')
    const list = await world.hub.hub.call(listNodes, { query: { search: 'de1' } }, tester)
    const node = list.ok ? list.value.items[0] : undefined
    if (node === undefined) throw new Error('no de1')
    const params = { nodeId: node.id }
    const other = { version: node.version, capacity: 4_321 }
    await world.hub.hub.call(editNode, { params, body: other }, tester)
    await button(page, 'Save').click()
    const alert = page.getByRole('alert').filter({ hasText: 'Somebody else changed this' })
    await alert.getByRole('row', { name: /Users at most 4321/ }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await alert.getByRole('button', { name: 'Put mine over it' }).click()
    await says(page, 'Saved')
    const read = await world.hub.hub.call(readNode, { params }, tester)
    expect(read).toMatchObject({ ok: true, value: { note: 'Paid until March', capacity: 4_321 } })
  })

  it('offers nothing that changes a node to who may only read', async () => {
    await using viewer = await world.open({ role: 'viewer', language: 'zh', theme: 'dark' })
    const { page } = viewer
    await section(page, '节点')
    await says(page, '无应答')
    expect(await page.getByRole('link', { name: '添加节点' }).count()).toBe(0)
    await tab(page, '配置发布')
    await page.getByRole('grid', { name: '配置发布' }).getByText('失败', { exact: true }).click()
    await heading(page, '发布 2')
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByRole('button', { name: '回退' }).count()).toBe(0)
    expect(await seriousFindings(page)).toEqual([])
  })
})

describe('a day with nodes that answer', () => {
  let world: NodeWorld
  let console: OpenConsole
  beforeAll(async () => {
    world = await openNodeWorld(['hk1', 'hk2', 'sg1'])
    await world.addUsers(4, 2)
    console = await world.open({ role: 'owner' })
  })
  afterAll(async () => {
    await console[Symbol.asyncDispose]()
    await world[Symbol.asyncDispose]()
  })

  it('takes a new node from its description to its first user', async () => {
    const { page } = console
    const port = String(await freePort())
    await section(page, 'Nodes')
    await page.getByRole('link', { name: 'Add a node' }).click()
    await heading(page, 'Add a node')
    const fields = { Name: 'jp1', Region: 'asia', Country: 'jp', 'Users at most': '100' }
    for (const [label, value] of Object.entries(fields))
      await page.getByLabel(label, { exact: true }).fill(value)
    await page.getByLabel('Management address').fill('127.0.0.1')
    await page.getByLabel('Management port').fill(port)
    await page.getByLabel('Address 1', { exact: true }).fill('jp1.example.net')
    expect(await seriousFindings(page)).toEqual([])
    await button(page, 'Add a node').click()

    await heading(page, 'jp1')
    await button(page, 'Meet the agent').click()
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    await button(page, 'Save the bundle').click()
    await says(page, /works once until/)
    await says(page, 'node agent.cjs --enroll jp1.json')
    const file = console.saved().find(({ name }) => name === 'jp1.json')
    if (file === undefined) throw new Error('no bundle was saved')
    await world.startAgent(enrolmentBundle.parse(JSON.parse(file.bytes.toString('utf8'))))
    await button(page, 'Meet the agent').click()
    await says(page, 'jp1 is enrolled')
    await says(page, /^Serving$/)
    await says(page, /^Newest$/)
  })

  it('compares what a node serves with what it should', async () => {
    const { page } = console
    await tab(page, 'Configuration')
    await says(page, 'It serves just what it should')
    await page.getByRole('link', { name: /Roll out a change/ }).waitFor()
  })

  it('tries a change on one node, spreads it to the others, and takes it back', async () => {
    const { page } = console
    await page.getByRole('link', { name: /Roll out a change/ }).click()
    await heading(page, 'Roll out a change')
    await page.getByRole('switch', { name: 'Blocked ports' }).click()
    await page.getByPlaceholder('6881, 6969').fill('6881')
    await page.keyboard.press('Enter')
    await button(page, 'Add the other 3').click()
    const preview = page.getByRole('list', { name: 'What it would do' })
    await preview.getByText('Blocked ports: 25 alone → 25, 6881').nth(3).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await button(page, 'Begin on jp1').click()

    await heading(page, /^Roll-out \d+$/)
    await says(page, 'jp1 runs it and is well')
    await says(page, /The others follow in/)
    const nodes = page.getByRole('grid', { name: 'Nodes, in order' })
    await expect.poll(() => nodes.getByText('Waits', { exact: true }).count()).toBe(3)
    expect(await seriousFindings(page)).toEqual([])
    await button(page, 'Spread now').click()
    await says(page, 'All 4 nodes run it')
    await button(page, 'Roll back').click()
    await says(page, 'Every node has what it had before')
    await expect.poll(() => nodes.getByText('As before').count()).toBe(4)
  })

  it('says before it begins on which nodes a change would be refused', async () => {
    const { page } = console
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Roll out a change' }).click()
    await page.getByRole('switch', { name: 'User ports' }).click()
    await page.getByRole('textbox', { name: 'First user port' }).fill('60000')
    await page.getByRole('textbox', { name: 'Last user port' }).fill('60010')
    await button(page, 'Add the other 4').click()
    await page.getByRole('list', { name: 'What it would do' }).getByText('Refused').first().waitFor()
    await button(page, /^Begin on/).click()
    await page.getByRole('alert').filter({ hasText: 'Some nodes cannot take it' }).waitFor()
  })

  it('empties a node a step at a time, and takes that back', async () => {
    const { page } = console
    await section(page, 'Nodes')
    await page.getByRole('grid', { name: 'Nodes' }).getByText('hk1', { exact: true }).click()
    await heading(page, 'hk1')
    await button(page, 'Drain').click()
    await says(page, /hk1 is being emptied/)
    await says(page, 'Being emptied')
    await button(page, 'Undo').click()
    await says(page, 'hk1 takes users again')
    await button(page, 'Drain').waitFor()
  })

  it('proves the counting when it is asked to: zero bytes differ', async () => {
    const { page } = console
    await world.passTraffic()
    await section(page, 'Nodes')
    await tab(page, 'Counting')
    const before = Date.now()
    await button(page, 'Prove it now').click()
    await eventually('a new proof', async () => {
      const { lastProof } = await world.call(summarizeMetering, { query: {} })
      return lastProof !== null && lastProof.at >= before
    })
    await says(page, 'Zero bytes differ')
    await says(page, /^(44|66|88) sums of [2-4] nodes compared/)
    expect(await seriousFindings(page)).toEqual([])
  })

  it('says what is missing where the hub refuses to remove a node', async () => {
    const { page } = console
    await eventually('users on hk2', async () => {
      const { items } = await world.call(listNodes, { query: { search: 'hk2' } })
      return (items[0]?.users ?? 0) > 0
    })
    await section(page, 'Nodes')
    await page.getByRole('grid', { name: 'Nodes' }).getByText('hk2', { exact: true }).click()
    await button(page, 'Actions').click()
    await page.getByRole('menuitem', { name: 'Remove…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove hk2' })
    await dialog.getByText(/drain it first/).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  it('stops a roll-out by itself where a node is lost, says which and why, and goes on without it', async () => {
    const { page } = console
    await section(page, 'Nodes')
    await tab(page, 'Roll-outs')
    await page.getByRole('link', { name: 'Roll out a change' }).click()
    await button(page, 'Start over').click()
    await page.getByRole('switch', { name: 'Blocked ports' }).click()
    await page.getByPlaceholder('6881, 6969').fill('6969')
    await page.keyboard.press('Enter')
    await button(page, /^Add the other/).click()
    await button(page, /^Begin on/).click()
    await says(page, /runs it and is well/)
    const lost = world.nodes.at(-1)
    if (lost === undefined) throw new Error('no node')
    await world.call(removeNode, { params: { nodeId: lost.id }, body: { dead: true } })
    await button(page, 'Spread now').click()
    const alert = page.getByRole('alert').filter({ hasText: 'The node was removed meanwhile.' })
    await alert.getByRole('link', { name: 'sg1' }).waitFor()
    await says(page, 'It stopped by itself: a node is not well with it')
    expect(await seriousFindings(page)).toEqual([])
    await button(page, 'Other ways on').click()
    await page.getByRole('menuitem', { name: 'Go on without the node that failed' }).click()
    await says(page, 'All 3 nodes run it')
  })
})

const tester = { kind: 'command-line', name: 'test' } as const
