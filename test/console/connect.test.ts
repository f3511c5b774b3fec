import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAuthority } from '../../hub/contract/admin/settings.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { sqlite } from '../harness/engines.ts'
import { freePort } from '../harness/processes.ts'
import { startWholeHub, type WholeHub } from '../harness/whole-hub.ts'

const own = 'the sluice opens at dawn, quietly'

/** A hub behind TLS with a certificate of its own authority, on this port. */
async function startTlsHub(port: number): Promise<WholeHub> {
  const database = await sqlite.createDatabase()
  const hub = await startWholeHub(database.config, {
    settings: { SLUICE_ADMIN_PORT: String(port), SLUICE_ADMIN_TLS_CERTIFICATE: 'self' },
  })
  return {
    ...hub,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

async function fingerprintOf(hub: WholeHub): Promise<string> {
  const answer = await hub.hub.call(readAuthority, {}, { kind: 'command-line', name: 'test' })
  if (!answer.ok) throw new Error(answer.code)
  return answer.value.current.fingerprint
}

async function addHub(page: Page, name: string, address: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a hub' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Address').fill(address)
  await page.getByRole('button', { name: 'Look who answers' }).click()
}

describe('the way in', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it('goes from an address to the overview, refuses another hub in its place, and takes a new one when told', async () => {
    const port = await freePort()
    await using console = await world.open()
    const { page } = console
    {
      await using hub = await startTlsHub(port)
      const print = await fingerprintOf(hub)
      await addHub(page, 'Main', `https://127.0.0.1:${port}`)
      await page.getByRole('heading', { name: 'Is this your hub?' }).waitFor()
      const shown = (await page.getByText(print.slice(0, 4)).first().textContent())?.replaceAll(' ', '')
      expect(shown).toContain(print)
      await page.getByRole('button', { name: 'Trust and save' }).click()

      const [, email = '', password = ''] =
        /as (\S+) with the password (\S+)/.exec(readFileSync(join(hub.folder, 'first-owner.txt'), 'utf8')) ??
        []
      await page.getByLabel('E-mail').fill(email)
      await page.getByRole('textbox', { name: 'Password' }).fill('not this one')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('These credentials are not right').waitFor()
      await page.getByRole('textbox', { name: 'Password' }).fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('textbox', { name: 'Present password' }).fill(password)
      await page.getByRole('textbox', { name: 'New password' }).fill(own)
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    }
    // The hub is gone: what was loaded stays, and it is said that it may be old.
    await page.getByText('The hub is out of reach').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    {
      await using other = await startTlsHub(port)
      await page.getByRole('button', { name: 'Try now' }).click()
      await page.getByText('This is not the hub you trusted').waitFor()
      const shown = (await page.getByRole('main').textContent())?.replaceAll(' ', '')
      expect(shown).toContain(await fingerprintOf(other))
      await page.getByRole('button', { name: 'Look again' }).click()
      await page.getByRole('button', { name: 'Look who answers' }).click()
      await page.getByRole('button', { name: 'Trust and save' }).click()
      await page.getByRole('heading', { name: 'Sign in to Main' }).waitFor()
    }
  })

  it('asks for the second factor, says so in Chinese, and forgets who signs out', async () => {
    const { email, password, token } = await world.staff('admin')
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${world.hub.addresses.admin}/v1/session/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
      return (await answer.json()) as { secret: string }
    }
    const { secret } = await post('second-factor/begin', { password })
    const totp = new TOTP({ secret })
    await post('second-factor/confirm', { code: totp.generate() })

    await using console = await world.open({ language: 'zh' })
    const { page } = console
    await page.getByRole('button', { name: '添加主站' }).click()
    await page.getByLabel('地址').fill(world.hub.addresses.admin)
    await page.getByRole('button', { name: '看看是谁' }).click()
    await page.getByText('不加密，数据不会离开这台电脑').waitFor()
    await page.getByRole('button', { name: '信任并保存' }).click()
    await page.getByLabel('邮箱').fill(email)
    await page.getByRole('textbox', { name: '密码' }).fill(password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByLabel('验证码').fill('000000')
    await page.getByRole('button', { name: '继续' }).click()
    await page.getByRole('alert').waitFor()
    // A code works once: the one that turned the second factor on is spent.
    await page.getByLabel('验证码').fill(totp.generate({ timestamp: Date.now() + 30_000 }))
    await page.getByRole('button', { name: '继续' }).click()
    await page.getByRole('heading', { level: 1, name: '总览' }).waitFor()

    await page.getByRole('button', { name: '水闸 Sluice' }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await page.getByRole('heading', { name: '登录 主站' }).waitFor()
    expect(await page.getByLabel('邮箱').inputValue()).toBe(email)
  })
})
