import type { Page } from '@playwright/test'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAlert } from '../../hub/alerts/alerts.ts'
import { proveAudit } from '../../hub/contract/admin/audit.ts'
import { editMerchant, listMerchants } from '../../hub/contract/admin/merchants.ts'
import { createNode } from '../../hub/contract/admin/nodes.ts'
import { instant } from '../../hub/contract/primitives.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'
import { startSmtpServer } from '../harness/smtp-server.ts'
import { startEmulator } from '../wechat-emulator/start-emulator.ts'

const tester = { kind: 'command-line', name: 'test' } as const

async function openPart(page: Page, ...names: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: /^(System|系统)/ }).click()
  for (const name of names) await page.getByRole('link', { name, exact: true }).click()
}

const row = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text }).first()

describe('the system', () => {
  let world: World
  let console: OpenConsole
  let page: Page
  beforeAll(async () => {
    world = await openWorld({ settings: { SLUICE_PUBLIC_URL: 'https://vpn.example.org' } })
    console = await world.open({ role: 'owner' })
    page = console.page
  })
  afterAll(async () => {
    await console?.[Symbol.asyncDispose]()
    await world?.[Symbol.asyncDispose]()
  })

  // Whatever the test before left open is gone.
  beforeEach(async () => {
    await page.reload()
  })

  it('tells of what is wrong, and who took note of it', async () => {
    const node = {
      ...{ name: 'hk4', country: 'HK', region: 'hk', capacity: 10 },
      ...{ managementHost: '203.0.113.4', managementPort: 7443 },
    }
    const made = await world.hub.hub.call(createNode, { body: node }, tester)
    if (!made.ok) throw new Error(made.code)
    await world.hub.hub.database.inTransaction(tx =>
      openAlert(tx, {
        ...{
          at: instant.parse(Date.now()),
          kind: 'certificate.expiring',
          subject: `node:${made.value.id}`,
          severity: 'critical',
        },
        message: 'The certificate of node:4 ends on Monday',
      }),
    )
    await openPart(page, 'Alerts')
    const alert = row(page, 'Certificate runs out')
    await alert.getByRole('link', { name: 'Node hk4' }).waitFor()
    await alert.getByRole('button', { name: 'Take note' }).click()
    await alert.getByText('Seen by The owner').waitFor()
    await alert.getByText('Certificate runs out').click()
    const told = page.getByRole('dialog', { name: 'Certificate runs out' })
    await told.getByText('Critical').waitFor()
    await told.getByText(/Renew it before/).waitFor()
    const raw = told.getByText('The certificate of node:4 ends on Monday')
    expect(await raw.isVisible()).toBe(false)
    await told.getByText('Details', { exact: true }).click()
    await raw.waitFor()
    await page.keyboard.press('Escape')
    await told.waitFor({ state: 'hidden' })
  })

  it('runs a job when told, makes a backup, and shows how both went', async () => {
    await openPart(page, 'Jobs')
    await page.getByRole('button', { name: 'Run now: audit.anchor' }).click()
    await page.getByText('Will begin within a second').waitFor()
    await row(page, 'audit.anchor').click()
    const job = page.getByRole('dialog', { name: 'audit.anchor' })
    await job.getByRole('heading', { name: 'History' }).waitFor()
    await job.getByRole('listitem').getByText('Done').first().waitFor()
    await page.keyboard.press('Escape')
    // What is over is over, if only for a second.
    await page.getByRole('gridcell', { name: /^Done/ }).first().waitFor()
    expect(await page.getByRole('gridcell', { name: /^Done in / }).count()).toBe(0)

    await openPart(page, 'Backups')
    await page.getByText('No backup yet').waitFor()
    await page.getByRole('button', { name: 'Back up now' }).click()
    const backup = row(page, '.backup')
    await backup.getByText('Whole').waitFor()
    await backup.getByRole('button', { name: 'Check' }).click()
    await backup.getByText('Good').waitFor()
    await backup.click()
    await page.getByRole('dialog').getByText('SHA-256 of the file').waitFor()
    await page.keyboard.press('Escape')
  })

  it('looks after operators and their roles, and keeps the last owner', async () => {
    await openPart(page, 'Operators')
    await page.getByRole('button', { name: 'Add an operator' }).click()
    const adding = page.getByRole('dialog', { name: 'Add an operator' })
    const { email } = await world.staff('owner')
    await adding.getByLabel('Name').fill('Mei')
    await adding.getByRole('textbox', { name: 'E-mail' }).fill(email)
    await adding.getByRole('button', { name: 'Add an operator' }).click()
    // The address of somebody else: nothing that was typed is lost.
    await adding.getByRole('alert').waitFor()
    await adding.getByRole('textbox', { name: 'E-mail' }).fill('mei@example.org')
    await adding.getByRole('button', { name: 'Add an operator' }).click()
    const shown = page.getByRole('dialog', { name: 'Password of Mei' })
    await shown.getByRole('button', { name: 'I passed it on' }).click()
    await row(page, 'mei@example.org').getByText('First password').waitFor()

    await row(page, 'mei@example.org').click()
    const mei = page.getByRole('dialog', { name: 'Mei' })
    await mei.getByRole('radio', { name: 'Viewer' }).check()
    await mei.getByRole('button', { name: 'Save' }).click()
    await row(page, 'mei@example.org').getByText('Viewer').waitFor()
    await page.keyboard.press('Escape')

    // The first owner, made with the hub, is kept out: only one is left, and cannot leave.
    await row(page, 'First password').filter({ hasText: 'Owner' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByText('can no longer sign in').waitFor()
    await page.keyboard.press('Escape')
    await row(page, 'The owner').click()
    const own = page.getByRole('dialog', { name: 'The owner' })
    await own.getByRole('radio', { name: 'Viewer' }).check()
    await own.getByRole('button', { name: 'Save' }).click()
    await own.getByText('He is the last owner').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('may sign in again').waitFor()
  })

  it('sends a test mail, and says what the server said against it', async () => {
    await using smtp = await startSmtpServer()
    await openPart(page, 'Settings', 'Mail')
    await page.getByText('No encryption').click()
    await page.getByLabel('Host').fill('127.0.0.1')
    await page.getByLabel('Port').fill(String(smtp.port))
    await page.getByLabel('Sender').fill('sluice@example.org')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Mail leaves by this server from now on').waitFor()

    smtp.behave({ kind: 'answers', to: 'RCPT TO', code: 550 })
    await page.getByRole('textbox', { name: 'To' }).fill('owner@example.org')
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await page.getByRole('alert').filter({ hasText: 'It was not sent' }).getByText('550').waitFor()
    smtp.behave({ kind: 'takes' })
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await page.getByText('It was taken by the server').waitFor()
    // Others may have come as well: the hub tells its owners of alerts.
    const mails = smtp.received.map(({ from, to }) => ({ from, to }))
    expect(mails).toContainEqual({ from: 'sluice@example.org', to: 'owner@example.org' })
  })

  it('adds a merchant account, and says which of its settings WeChat refuses', async () => {
    const emulator = await startEmulator()
    try {
      const { merchant } = emulator
      await openPart(page, 'Settings', 'WeChat Pay')
      await page.getByRole('button', { name: 'Add a merchant account' }).click()
      const form = page.getByRole('dialog', { name: 'Add a merchant account' })
      await form.getByLabel('Merchant number (mchid)').fill(merchant.mchid)
      await form.getByLabel('App id (appid)').fill(merchant.appid)
      await form.getByRole('textbox', { name: 'APIv3 key' }).fill(merchant.apiV3Key)
      await form.getByLabel('Merchant key (apiclient_key.pem)').fill(merchant.merchantKeyPem)
      await form.getByLabel('Merchant certificate (apiclient_cert.pem)').fill(merchant.merchantCertificatePem)
      await form.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The account is added').waitFor()

      // From here on it is rehearsed against a WeChat of this computer.
      const { hub } = world.hub
      const listed = await hub.call(listMerchants, { query: { limit: 10 } }, tester)
      if (!listed.ok) throw new Error(listed.code)
      const [{ id, version } = { id: 0, version: 0 }] = listed.value.items
      const params = { merchantId: id }
      const moved = await hub.call(
        editMerchant,
        { params, body: { version, origin: emulator.origin } },
        tester,
      )
      expect(moved.ok).toBe(true)
      await page.getByRole('button', { name: 'Test the connection' }).click()
      const report = page.getByRole('status').filter({ hasText: '1 thing is wrong' })
      await report.getByText('Public key id', { exact: true }).waitFor()

      await page.getByRole('button', { name: 'Change keys' }).click()
      const change = page.getByRole('dialog', { name: 'Change keys' })
      await change.getByLabel('Public key id (PUB_KEY_ID_…)').fill(merchant.publicKeyId)
      await change.getByLabel('Public key (pub_key.pem)').fill(merchant.publicKeyPem)
      await change.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The keys are changed').waitFor()
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByText('WeChat answers, and every proof fits').waitFor()
    } finally {
      await emulator.close()
    }
  })

  it('shows who changed what, before and after, and that nobody changed the log', async () => {
    await openPart(page, 'Settings', 'Service')
    await page.getByRole('textbox', { name: 'Name of the service' }).fill('Blue Water')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The name is changed').waitFor()

    await openPart(page, 'Audit log')
    await page.getByText('The log is whole').waitFor()
    await page.getByText('It agrees with the end of').waitFor()
    await row(page, 'Settings changed').click()
    const entry = page.getByRole('dialog', { name: 'Settings changed' })
    await entry.getByRole('row').filter({ hasText: 'serviceName' }).getByText('Blue Water').waitFor()
    expect(await entry.getByRole('deletion').first().textContent()).toBe('Sluice')
    await page.keyboard.press('Escape')

    const proof = await world.hub.hub.call(proveAudit, {}, tester)
    if (!proof.ok || !proof.value.ok) throw new Error('the log is not whole')
    const { number, hash } = proof.value.head
    await page.getByRole('button', { name: 'Compare with an end from a mail' }).click()
    const compare = page.getByRole('dialog')
    await compare.getByLabel('Number').fill(String(number))
    await compare.getByLabel('Hash').fill('0'.repeat(64))
    await compare.getByRole('button', { name: 'Compare', exact: true }).click()
    await compare.getByRole('alert').getByText('The log was tampered with').waitFor()
    await compare.getByLabel('Hash').fill(hash)
    await compare.getByRole('button', { name: 'Compare', exact: true }).click()
    await compare.getByText('The log holds this end').waitFor()
    await page.keyboard.press('Escape')
  })

  it('speaks Chinese on every part, and keeps nobody out', async () => {
    await page.getByRole('button', { name: 'Sluice' }).click()
    await page.getByRole('menuitem', { name: '中文' }).click()
    const parts = [
      ['告警', '请提前续签'],
      ['任务', '全部正常'],
      ['备份', '备份里没有主密钥'],
      ['审计日志', '日志完整'],
      ['操作员', 'mei@example.org'],
      ['我的账号', '修改后，其他登录会全部失效。'],
      ['关于', '数据库'],
    ] as const
    for (const [name, text] of parts) {
      await openPart(page, name)
      await page.getByText(text).first().waitFor()
      expect(await seriousFindings(page), name).toEqual([])
    }
  })

  it('speaks Chinese in every setting as well', async () => {
    for (const name of ['站点', '公告', '页面文字', '微信支付', '邮件', '订阅', '证书']) {
      await openPart(page, '设置', name)
      await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor()
      expect(await seriousFindings(page), name).toEqual([])
    }
  })

  it('tells a viewer what is not for him, and whom to ask', async () => {
    await using other = await world.open({ role: 'viewer', link: 'sluice://system/jobs' })
    const seen = other.page
    await seen.getByText('Your role does not include this').waitFor()
    await seen.getByText('Ask an owner if you need it.').waitFor()
    await seen.getByRole('link', { name: 'Alerts', exact: true }).click()
    await row(seen, 'Certificate runs out').waitFor()
    expect(await seen.getByRole('button', { name: 'Take note' }).count()).toBe(0)
    expect(await seen.getByRole('link', { name: 'Operators' }).count()).toBe(0)
  })
})
