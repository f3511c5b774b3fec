import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CreatePayment, createControl } from './control-actions.ts'
import { type ControlCall, controlCalls, type EmulatorControl } from './control-contract.ts'
import { createIdentity, type Identity, openKeys, randomText } from './crypto/create-identity.ts'
import { createClock } from './emulator-clock.ts'
import { createJournal } from './journal.ts'
import { createLedger } from './ledger.ts'
import { createSender } from './send-notifications.ts'
import { createApiServer } from './serve-api.ts'
import { runCall, serveControl } from './serve-control.ts'
import { createPages } from './serve-pages.ts'
import { defaultSettings, type Settings, type SettingsPatch } from './settings.ts'
import { createSigner } from './sign-answers.ts'
import { readState, type SavedState, writePrivate } from './state-file.ts'
import { createTill } from './take-payment.ts'
import type { World } from './world.ts'

export interface EmulatorOptions {
  /** The loopback address and port to listen on; 0 takes a free port. */
  readonly host?: '127.0.0.1' | '::1'
  readonly port?: number
  /** The time underneath, Unix ms: a test's own clock. The machine's otherwise. */
  readonly now?: () => number
  /**
   * `manual`: attempts after the first are made when `deliverDue` or `deliverNow` says so. `auto`: by themselves.
   */
  readonly delivery?: 'manual' | 'auto'
  /** The factor of the retry schedule. */
  readonly retryScale?: number
  /** Keys of another emulator of this process (tests that start many); its own otherwise. */
  readonly identity?: Identity
  readonly mchid?: string
  readonly appid?: string
  readonly token?: string
  readonly settings?: SettingsPatch
  /** Keeps keys, orders, refunds and undelivered notifications over a restart. */
  readonly stateFile?: string
}

/** What a shop enters as its merchant settings. */
export interface MerchantSettings {
  readonly mchid: string
  readonly appid: string
  readonly apiV3Key: string
  readonly merchantKeyPem: string
  readonly merchantCertificatePem: string
  readonly merchantSerial: string
  readonly publicKeyId: string
  readonly publicKeyPem: string
}

export interface Emulator {
  /** `http://127.0.0.1:port`: instead of https://api.mch.weixin.qq.com. */
  readonly origin: string
  readonly controlToken: string
  readonly control: EmulatorControl
  readonly merchant: MerchantSettings
  readonly identity: Identity
  /** Ends open connections, also those of faults that never answer. */
  close(): Promise<void>
}

const largestBody = 1024 * 1024
const tickMs = 100

/** Starts an emulated WeChat Pay in this process. Throws where NODE_ENV is production. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (process.env['NODE_ENV'] === 'production')
    throw new Error('the WeChat Pay emulator refuses NODE_ENV=production')
  const host = options.host ?? '127.0.0.1'
  if (!['127.0.0.1', '::1'].includes(host))
    throw new Error('the WeChat Pay emulator listens on the loopback alone')
  const saved = options.stateFile === undefined ? null : readState(options.stateFile)
  const identity = saved?.identity ?? options.identity ?? (await createIdentity(options))
  const keys = openKeys(identity)
  const clock = createClock(options.now ?? Date.now, saved?.clock)
  const journal = createJournal(clock.now)
  const given = Object.entries(options.settings ?? {}).filter(([, value]) => value !== undefined)
  const wanted = Object.fromEntries(given) as Partial<Settings>
  let settings: Settings = { ...(saved?.settings ?? defaultSettings()), ...wanted }
  let origin = ''

  const save = () => {
    if (options.stateFile === undefined) return
    const { orders, refunds } = { orders: ledger.orders(), refunds: ledger.refunds() }
    const jobs = sender.jobs().filter(job => job.state !== 'delivered')
    const content = { version: 1, identity, clock: clock.state(), settings, orders, refunds, jobs } as const
    writePrivate(options.stateFile, content satisfies SavedState)
  }
  const signer = createSigner(keys, () => settings.keys)
  const ledger = createLedger(saved ?? { orders: [], refunds: [] }, () => save())
  const sender = createSender({
    ...{ identity, keys, signer, journal, now: clock.now, settings: () => settings },
    scale: options.retryScale ?? 1,
    earlier: saved?.jobs ?? [],
    onChange: () => save(),
  })
  const world: World = {
    ...{ identity, clock, ledger, journal, sender },
    settings: () => settings,
    changeSettings(patch) {
      settings = { ...settings, ...patch }
      save()
    },
    origin: () => origin,
  }
  const till = createTill(world)
  const planned: CreatePayment[] = []
  const creates = {
    plan: (times: number, payment: CreatePayment) =>
      void planned.push(...Array.from({ length: times }, () => payment)),
    clear: () => void planned.splice(0),
  }
  const api = createApiServer(world, keys, signer, {
    async beforeCreateAnswer(outTradeNo) {
      const { answerAfterMs = 0, ...payment } = planned.shift() ?? { answerAfterMs: null }
      if (answerAfterMs === null) return
      till.begin(outTradeNo)
      await till.confirm(outTradeNo, payment, false)
      await sleep(answerAfterMs)
    },
    afterRefundAnswer(outRefundNo) {
      // Somebody may have settled it by hand meanwhile.
      if (settings.autoSettleRefunds) till.settle(outRefundNo, { wait: false }).catch(() => undefined)
    },
  })
  const control = checked(createControl(world, till, api, creates))
  const pages = createPages(world, till, keys)
  const controlToken = options.token ?? randomText(40)

  const server = createServer((request, response) => {
    void respond(request, response).catch(error => {
      console.error(error)
      response.destroy()
    })
  })
  // A fault may hold an answer for as long as the other side waits.
  server.requestTimeout = 0
  server.timeout = 0

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    if (body === null) return void response.writeHead(413, { Connection: 'close' }).end()
    if (request.url?.startsWith('/control/'))
      return serveControl(control, controlToken, request, body, response)
    if (request.url?.startsWith('/v3/')) return api.handle(request, body, response)
    if (pages(request, body, response)) return
    response.writeHead(404, { 'Content-Length': 0 }).end()
  }

  server.listen(options.port ?? 0, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the socket has no port')
  origin = `http://${host === '::1' ? '[::1]' : host}:${address.port}`
  save()
  const ticking =
    options.delivery === 'auto' ? setInterval(() => void sender.deliverDue(), tickMs) : undefined

  return {
    ...{ origin, controlToken, control, identity },
    merchant: merchantSettings(identity),
    async close() {
      if (!server.listening) return
      clearInterval(ticking)
      sender.stop()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

export function merchantSettings(identity: Identity): MerchantSettings {
  return {
    mchid: identity.mchid,
    appid: identity.appid,
    apiV3Key: identity.apiV3Key,
    merchantKeyPem: identity.merchant.keyPem,
    merchantCertificatePem: identity.merchant.certificatePem,
    merchantSerial: identity.merchant.serial,
    publicKeyId: identity.publicKey.id,
    publicKeyPem: identity.publicKey.publicKeyPem,
  }
}

/** The calls with their inputs checked, as they are over HTTP. */
function checked(control: EmulatorControl): EmulatorControl {
  const names = Object.keys(controlCalls) as ControlCall[]
  const calls = names.map(name => [name, (input: unknown) => runCall(control, name, input)] as const)
  return Object.fromEntries(calls) as unknown as EmulatorControl
}

/** Null when it is larger than anything the API takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request) {
    size += piece.length
    if (size > largestBody) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
