import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listGrants } from '../../hub/contract/admin/grants.ts'
import { createNode, readNode, setAddresses } from '../../hub/contract/admin/nodes.ts'
import { editOperator, listOperators } from '../../hub/contract/admin/operators.ts'
import { createUser } from '../../hub/contract/admin/users.ts'
import { openLine } from '../harness/console/open-line.ts'
import { addStaff } from '../harness/console/staff.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { sqlite } from '../harness/engines.ts'
import { freePort } from '../harness/processes.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { startWholeHub } from '../harness/whole-hub.ts'

const tester = { kind: 'command-line', name: 'test' } as const

describe('when all is not well', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it('stays with what was loaded while the hub is away, says since when, and goes on by itself', async () => {
    using folder = tempFolder('offline')
    await using made = await sqlite.createDatabase()
    const settings = { SLUICE_DATA: folder.path, SLUICE_ADMIN_PORT: String(await freePort()) }
    const options = { masterKey: randomBytes(32), settings }
    const first = await startWholeHub(made.config, options)
    const { token } = await addStaff(first.hub, first.addresses.admin, 'owner')
    await using console = await world.open({ session: { address: first.addresses.admin, token } })
    const { page } = console
    await page.getByText('Active users').waitFor()
    await first[Symbol.asyncDispose]()

    await page.getByText('The hub is out of reach').waitFor()
    expect(await page.getByText('Active users').isVisible()).toBe(true)
    await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name: 'Plans' }).click()
    await page.getByText('The hub cannot be reached').first().waitFor()
    {
      await using _again = await startWholeHub(made.config, options)
      await page.getByRole('button', { name: 'Try now' }).click()
      await page.getByText('The hub is out of reach').waitFor({ state: 'hidden' })
      await page.getByText('The hub cannot be reached').first().waitFor({ state: 'hidden' })
    }
  })

  it('gives once what is sent again because the answer to it got lost', async () => {
    const made = await world.hub.hub.call(
      createUser,
      { body: { name: 'Li Na', email: 'li@example.org' } },
      tester,
    )
    if (!made.ok) throw new Error(made.code)
    const userId = made.value.id
    const grants = async () => {
      const listed = await world.hub.hub.call(listGrants, { params: { userId }, query: {} }, tester)
      return listed.ok ? listed.value.items : []
    }
    let lost = 0
    const isLost = (request: string) => request.startsWith('POST /v1/grants/bytes') && ++lost === 1
    await using line = await openLine(world.hub.addresses.admin, { isLost })
    const { token } = await world.staff('owner')
    const session = { address: line.address, token }
    await using console = await world.open({ session, link: `sluice://users/${userId}` })
    const { page } = console
    await page.getByRole('button', { name: 'Compensate', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Compensate Li Na' })
    await dialog.getByLabel('How much').fill('5')
    await dialog.getByLabel('Reason').fill('a slow week')
    const give = dialog.getByRole('button', { name: /^Give 5/ })
    await give.click()
    await dialog.getByText('The answer got lost on the way').waitFor()
    expect(await grants()).toHaveLength(1)
    await give.click()
    await dialog.getByText('This was done already').waitFor()
    expect(await grants()).toHaveLength(1)
    expect(lost).toBe(2)
  })

  it('works with a hub whose every answer takes two seconds', async () => {
    await using line = await openLine(world.hub.addresses.admin, { delayMs: 2_000 })
    const { token } = await world.staff('admin')
    await using console = await world.open({ session: { address: line.address, token } })
    const { page } = console
    // The frame is there at once, and one goes on before anything has come.
    const sections = page.getByRole('navigation', { name: 'Sluice' })
    await sections.waitFor()
    await sections.getByRole('link', { name: 'Users' }).click()
    const began = Date.now()
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
    expect(Date.now() - began).toBeLessThan(1_900)
    await page.locator('[aria-busy=true]').first().waitFor()
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' })
    expect(await page.getByText('took too long').count()).toBe(0)
  })

  it('tells who was signed out elsewhere, and comes back to the same page after the sign-in', async () => {
    const own = await addStaff(world.hub.hub, world.hub.addresses.admin, 'support', 'Signed out')
    const { address, token } = { address: world.hub.addresses.admin, token: own.token }
    await using console = await world.open({ session: { address, token } })
    const { page } = console
    await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name: 'Nodes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor()
    await fetch(`${address}/v1/session`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
    await page.getByText('Your session has ended').waitFor()
    await page.getByLabel('E-mail').fill(own.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(own.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor()
  })

  it('shows the second of two who change a node’s addresses what the first made of them', async () => {
    const call = world.hub.hub.call
    const at = (host: string) => [{ kind: 'domain' as const, host, portOffset: 0 }]
    const where = { country: 'HK', region: 'hk', capacity: 10, managementPort: 7443 }
    const node = { ...where, name: 'hk1', managementHost: '203.0.113.1', addresses: at('one.example.com') }
    const made = await call(createNode, { body: node }, tester)
    if (!made.ok) throw new Error(made.code)
    const params = { nodeId: made.value.id }
    await using console = await world.open({ role: 'admin', link: `sluice://nodes/${made.value.id}` })
    const { page } = console
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByRole('textbox', { name: 'Address 1' }).fill('mine.example.com')
    const body = { addresses: at('theirs.example.com'), before: at('one.example.com') }
    await call(setAddresses, { params, body }, tester)
    const told = page.getByRole('alert').filter({ hasText: 'theirs.example.com' })
    await told.getByRole('row', { name: /theirs\.example\.com mine\.example\.com/ }).waitFor()
    expect(await page.getByRole('button', { name: 'Save the addresses' }).isDisabled()).toBe(true)
    await told.getByRole('button', { name: 'Put mine over it' }).click()
    await told.waitFor({ state: 'hidden' })
    await expect
      .poll(async () => {
        const read = await call(readNode, { params }, tester)
        return read.ok && read.value.addresses
      })
      .toEqual(at('mine.example.com'))
  })

  it('offers nothing more of what a role that was taken away included', async () => {
    const own = await addStaff(world.hub.hub, world.hub.addresses.admin, 'admin', 'Taken away')
    const address = world.hub.addresses.admin
    await using console = await world.open({ session: { address, token: own.token }, language: 'zh' })
    const { page } = console
    await page.getByRole('navigation').getByRole('link', { name: '系统' }).first().click()
    await page.getByRole('heading', { level: 1, name: '系统' }).waitFor()
    const listed = await world.hub.hub.call(listOperators, {}, tester)
    const me = listed.ok ? listed.value.items.find(one => one.id === own.operatorId) : undefined
    const params = { operatorId: own.operatorId }
    await world.hub.hub.call(
      editOperator,
      { params, body: { version: me?.version ?? 0, role: 'viewer' } },
      tester,
    )

    await page.getByText('登录已失效').first().waitFor()
    await page.getByLabel('邮箱').fill(own.email)
    await page.getByRole('textbox', { name: '密码' }).fill(own.password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: '系统' }).waitFor()
    await sleep(500)
    expect(await page.getByRole('link', { name: '审计' }).count()).toBe(0)
  })
})
