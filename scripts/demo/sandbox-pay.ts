import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Hub } from '../../hub/app.ts'
import { createMerchant, editMerchant, listMerchants } from '../../hub/contract/admin/merchants.ts'
import { type RunningProcess, runProcess } from '../lab/run-process.ts'
import { askHub } from './ask-hub.ts'

const merchantFile = z.object({
  origin: z.string(),
  mchid: z.string(),
  appid: z.string(),
  apiV3Key: z.string(),
  merchantKeyPem: z.string(),
  merchantCertificatePem: z.string(),
  merchantSerial: z.string(),
  publicKeyId: z.string(),
  publicKeyPem: z.string(),
})

/** A WeChat Pay that costs nothing, as its own process on the loopback; its payments are kept in the data directory. */
export async function startSandbox(dataDirectory: string, port: number): Promise<RunningProcess> {
  const emulator = join(import.meta.dirname, '..', '..', 'test', 'wechat-emulator', 'main.ts')
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const sandbox = await runProcess([
    process.execPath,
    emulator,
    ...['--port', String(port), '--auto-settle-refunds'],
    ...['--state-file', join(dataDirectory, 'sandbox-pay.json')],
    ...['--merchant-file', join(dataDirectory, 'sandbox-merchant.json')],
  ])
  await sandbox.waitFor(/"origin"/)
  return sandbox
}

/** Enters the sandbox as the merchant account, unless an operator entered one of his own. */
export async function enterSandbox(hub: Hub, dataDirectory: string): Promise<void> {
  const file = join(dataDirectory, 'sandbox-merchant.json')
  if (!existsSync(file)) return
  const { origin, mchid, appid, merchantCertificatePem, ...keys } = merchantFile.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  )
  const body = { ...keys, certificatePem: merchantCertificatePem, origin }
  const { items } = await askHub(hub, listMerchants, { query: {} })
  const own = items.find(merchant => merchant.mchid === mchid && merchant.appid === appid)
  if (own === undefined) {
    const activate = items.every(merchant => merchant.state !== 'active')
    await askHub(hub, createMerchant, {
      body: { ...body, mchid, appid, tradeTypes: ['native', 'h5'], activate },
    })
  } else if (own.origin !== origin) {
    await askHub(hub, editMerchant, {
      params: { merchantId: own.id },
      body: { ...body, version: own.version },
    })
  }
}
