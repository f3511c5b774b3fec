import { randomBytes } from 'node:crypto'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createHub } from '../../hub/app.ts'
import { loadConfig } from '../../hub/config/load-config.ts'
import { loadSecrets } from '../../hub/config/load-secrets.ts'
import { createMerchant } from '../../hub/contract/admin/merchants.ts'
import { planEndpoints } from '../../hub/contract/admin/plans.ts'
import { createUser } from '../../hub/contract/admin/users.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import { openSession } from '../../hub/customer-page/accounts/customer-sessions.ts'
import { sessionCookie } from '../../hub/customer-page/cookie-names.ts'
import { operatorEntity } from '../../hub/db/entities/operators.ts'
import type { InProcessRequest } from '../../hub/http/call-handler.ts'
import type { Actor } from '../../hub/kernel/actor.ts'
import { systemClock } from '../../hub/kernel/clock.ts'
import { createSession } from '../../hub/operators/session-store.ts'
import type { RunningProcess } from '../../scripts/lab/run-process.ts'
import { startEmulator } from '../wechat-emulator/start-emulator.ts'
import type { TestEngine } from './engines.ts'
import { freePort } from './free-port.ts'
import { visitor } from './page-visitor.ts'
import { startNode } from './processes.ts'
import { tempFolder } from './temp-folder.ts'
import { wechatTill } from './wechat-emulator.ts'
import { databaseVariables } from './whole-hub.ts'

const root = join(import.meta.dirname, '../..')
const tester: Actor = { kind: 'command-line', name: 'test' }
const origin = { address: '127.0.0.1', userAgent: 'test' }
const [, , createPlan] = planEndpoints

/** The hub as it is shipped, in one file: it starts in a third of the time that its source takes. */
export async function bundleHub(folder: string): Promise<string> {
  const file = join(folder, 'hub.mjs')
  const bundling = await startNode(join(root, 'scripts/bundle-hub.mjs'), ['hub/main.ts', file], { cwd: root })
  const status = await bundling.wait()
  if (status !== 0) throw new Error(`the hub was not bundled:\n${bundling.output()}`)
  // Packages with native parts are found beside it.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return file
}

/** A daemon that sells and can be killed, with an emulated WeChat Pay that goes on, and people who are signed in. */
export async function openShopDaemon(engine: TestEngine, hubFile: string) {
  await using undo = new AsyncDisposableStack()
  const folder = undo.use(tempFolder('shop-daemon'))
  const made = undo.use(await engine.createDatabase())
  const emulator = await startEmulator({
    delivery: 'auto',
    retryScale: 0.02,
    settings: { autoSettleRefunds: true },
  })
  undo.defer(() => emulator.close())
  const [publicPort, adminPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${publicPort}`
  const environment = {
    ...(made.config.engine === 'sqlite' ? {} : databaseVariables(made.config)),
    ...(made.config.engine === 'sqlite' ? {} : { SLUICE_DATABASE_PASSWORD: made.config.password }),
    SLUICE_DATA: join(folder.path, 'data'),
    SLUICE_PUBLIC_URL: url,
    SLUICE_PUBLIC_PORT: String(publicPort),
    SLUICE_ADMIN_PORT: String(adminPort),
    SLUICE_METRICS_PORT: '0',
    SLUICE_LEASE_SECONDS: '1',
    SLUICE_BACKUP_DAILY: 'false',
  }
  const config = loadConfig(environment)
  // Never started: it makes what the daemon finds, and reads what the daemon wrote.
  const office = await createHub(config, loadSecrets(environment, config), { strictAnswers: true })
  undo.defer(() => office.stop())
  const { database } = office

  async function call<E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>) {
    const outcome = await office.call(endpoint, request, tester)
    if (!outcome.ok) throw new Error(`${endpoint.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
    return outcome.value as EndpointAnswer<E>
  }
  const { merchantCertificatePem, ...keys } = emulator.merchant
  await call(createMerchant, {
    body: {
      ...keys,
      certificatePem: merchantCertificatePem,
      tradeTypes: ['native', 'h5'],
      origin: emulator.origin,
    },
  })
  const title = { zh: '加油包', en: 'Add-on' }
  const terms = {
    kind: 'addon',
    price: 1_500,
    bytes: 1e9,
    validity: { kind: 'until_used' },
    nodeCount: 1,
  } as const
  const plan = await call(createPlan, { body: { ...terms, name: 'addon', title, position: 0 } })
  const operator = await database.inTransaction(async tx => {
    await tx.query('UPDATE operators SET mustChangePassword = ?', [0])
    const owner = await tx.manager.findOneByOrFail(operatorEntity, {})
    const at = systemClock.now()
    return (await createSession(tx, owner, { at, secondFactorAt: at, origin })).token
  })

  let daemon: RunningProcess | null = null
  undo.defer(async () => daemon?.kill())
  const running = undo.move()
  return {
    database,
    planId: plan.id,
    wechat: wechatTill(emulator.control),
    /** Starts the daemon; with a crash point, as `SLUICE_CRASH_AT` names it, it ends there. */
    async start(crashAt?: string): Promise<RunningProcess> {
      const env = crashAt === undefined ? environment : { ...environment, SLUICE_CRASH_AT: crashAt }
      daemon = await startNode(hubFile, [], { env })
      await daemon.waitFor(/the hub is running/, 30_000)
      return daemon
    },
    /** A customer with a browser in which he is signed in. */
    async customer(name: string, headers: Record<string, string> = {}) {
      const { id } = await call(createUser, { body: { name, email: `${name}@example.org` } })
      const { token } = await database.inTransaction(tx =>
        openSession(tx, randomBytes, { userId: id, origin, at: systemClock.now() }),
      )
      const browser = visitor({ url }, headers)
      browser.cookies.set(sessionCookie, token)
      return browser
    },
    /** A call of the console: the status it is answered with. */
    async ask(method: string, path: string, body: object): Promise<number> {
      const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' }
      const init = { method, headers, body: JSON.stringify(body) }
      const answer = await fetch(`http://127.0.0.1:${adminPort}${path}`, init)
      await answer.arrayBuffer()
      return answer.status
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

export type ShopDaemon = Awaited<ReturnType<typeof openShopDaemon>>
