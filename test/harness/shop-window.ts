import { createMerchant } from '../../hub/contract/admin/merchants.ts'
import { planEndpoints } from '../../hub/contract/admin/plans.ts'
import { startEmulator } from '../wechat-emulator/start-emulator.ts'
import type { TestEngine } from './engines.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { freePort } from './free-port.ts'
import { startSmtpServer } from './smtp-server.ts'

const mega = 1_000_000
/** What the month of the shop holds: a client uses it up within seconds. */
export const monthBytes = 12 * mega
const [, , createPlan] = planEndpoints

export interface ShopWindow extends AsyncDisposable {
  readonly fleet: Fleet
  /** Where customers go. */
  readonly address: string
  /** The newest code that was mailed to somebody. */
  codeFor(email: string): string | null
  readonly mailTo: (email: string) => readonly string[]
  readonly wechat: Awaited<ReturnType<typeof startEmulator>>
}

/** A whole service: the daemon, real nodes, a mail server, an emulated WeChat, a month and an add-on to buy. */
export async function openShopWindow(options: {
  readonly name: string
  readonly engine: TestEngine
  readonly nodes: number
}): Promise<ShopWindow> {
  await using undo = new AsyncDisposableStack()
  const smtp = undo.use(await startSmtpServer())
  const wechat = await startEmulator({ delivery: 'auto', retryScale: 0.1 })
  undo.defer(() => wechat.close())
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const fleet = undo.use(
    await startFleet({
      ...options,
      hub: 'process',
      settings: {
        SLUICE_PUBLIC_PORT: String(port),
        SLUICE_PUBLIC_URL: address,
        SLUICE_SMTP_HOST: '127.0.0.1',
        SLUICE_SMTP_PORT: String(smtp.port),
        SLUICE_SMTP_TLS: 'none',
        SLUICE_SMTP_FROM: 'shop@example.org',
      },
    }),
  )
  const { merchant, origin } = wechat
  const { merchantCertificatePem, ...keys } = merchant
  await fleet.call(createMerchant, {
    body: { ...keys, certificatePem: merchantCertificatePem, tradeTypes: ['native', 'h5'], origin },
  })
  const shared = { nodeCount: options.nodes, cyclePolicy: 'anniversary', price: 1_500 } as const
  await fleet.call(createPlan, {
    body: {
      ...shared,
      ...{ name: 'month', kind: 'month', bytes: monthBytes, position: 0 },
      title: { zh: '月付', en: 'Monthly' },
    },
  })
  await fleet.call(createPlan, {
    body: {
      ...shared,
      ...{ name: 'addon', kind: 'addon', bytes: 50 * mega, position: 1, validity: { kind: 'plan' } },
      title: { zh: '加油包', en: 'Add-on' },
    },
  })
  const mailTo = (email: string) => smtp.received.filter(mail => mail.to === email).map(mail => mail.raw)
  const running = undo.move()
  return {
    fleet,
    address,
    wechat,
    mailTo,
    codeFor: email => /(?<!\d)\d{6}(?!\d)/.exec(subjectOf(mailTo(email).at(-1) ?? ''))?.[0] ?? null,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** The subject, with what is encoded for the sake of other scripts in clear. */
function subjectOf(raw: string): string {
  const line = /^Subject: (.*(?:\r?\n[ \t].*)*)/im.exec(raw)?.[1] ?? ''
  return line.replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : text.replaceAll('_', ' '),
  )
}
