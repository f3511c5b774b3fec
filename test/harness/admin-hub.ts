import { join } from 'node:path'
import { loadConfig } from '../../hub/config/load-config.ts'
import { alertEndpoints } from '../../hub/contract/admin/alerts.ts'
import { auditEndpoints } from '../../hub/contract/admin/audit.ts'
import { operatorEndpoints } from '../../hub/contract/admin/operators.ts'
import { sessionEndpoints } from '../../hub/contract/admin/session.ts'
import { settingEndpoints } from '../../hub/contract/admin/settings.ts'
import type { Role } from '../../hub/contract/rights.ts'
import { createEventFeed } from '../../hub/events/event-feed.ts'
import { createListeners } from '../../hub/http/create-listeners.ts'
import { type BoundEndpoint, bindHandlers } from '../../hub/http/handlers.ts'
import { createMetrics } from '../../hub/http/metrics.ts'
import { alertHandlers } from '../../hub/http/routes/alert-routes.ts'
import { auditHandlers } from '../../hub/http/routes/audit-routes.ts'
import { operatorHandlers } from '../../hub/http/routes/operator-routes.ts'
import { sessionHandlers } from '../../hub/http/routes/session-routes.ts'
import { settingHandlers } from '../../hub/http/routes/setting-routes.ts'
import type { Actor } from '../../hub/kernel/actor.ts'
import { type Clock, systemClock } from '../../hub/kernel/clock.ts'
import { type Logger, silentLogger } from '../../hub/kernel/logger.ts'
import { createOperator } from '../../hub/operators/create-operator.ts'
import type { OperatorDeps } from '../../hub/operators/operator-deps.ts'
import { createPasswords } from '../../hub/operators/passwords.ts'
import { createSession } from '../../hub/operators/session-store.ts'
import { lockOperator } from '../../hub/operators/use-second-factor.ts'
import { createAuthority } from '../../hub/pki/create-authority.ts'
import { issueListenerCertificate } from '../../hub/pki/issue-certificate.ts'
import { openVault } from '../../hub/secrets/open-vault.ts'
import type { TestEngine } from './engines.ts'
import { openTestDatabase } from './open-test-database.ts'
import { tempFolder } from './temp-folder.ts'

const tester: Actor = { kind: 'command-line', name: 'test' }

export interface AdminHubOptions {
  readonly clock?: Clock
  readonly logger?: Logger
  readonly settings?: Readonly<Record<string, string>>
  /** Instead of the endpoints of sign-in, operators, settings, audit and alerts. */
  endpoints?(deps: OperatorDeps): readonly BoundEndpoint[]
  readonly requestsPerMinute?: number
}

/** The hub's listeners on free ports of loopback, with an open vault and an authority, but without jobs and nodes. */
export async function startAdminHub(engine: TestEngine, options: AdminHubOptions = {}) {
  const opened = await openTestDatabase(engine)
  const folder = tempFolder('admin-hub')
  const clock = options.clock ?? systemClock
  const { database } = opened
  const keyFile = join(folder.path, 'master.key')
  const { vault } = await openVault({ database, clock }, { masterKey: null, keyFile })
  const deps: OperatorDeps = { database, clock, vault, passwords: createPasswords() }
  await createAuthority(deps, tester)
  const config = loadConfig({
    SLUICE_DATA: folder.path,
    SLUICE_ADMIN_PORT: '0',
    SLUICE_PUBLIC_PORT: '0',
    SLUICE_METRICS_PORT: '0',
    ...options.settings,
  })
  const stop = new AbortController()
  const feed = createEventFeed({ database, clock: systemClock })
  const settingDeps = { ...deps, config, version: '0.0.0', refreshCredentials: async () => {} }
  const endpoints = options.endpoints?.(deps) ?? [
    ...bindHandlers(sessionEndpoints, sessionHandlers(deps)),
    ...bindHandlers(operatorEndpoints, operatorHandlers(deps)),
    ...bindHandlers(auditEndpoints, auditHandlers({ ...deps, anchorOfBackup: async () => null })),
    ...bindHandlers(alertEndpoints, alertHandlers(deps)),
    ...bindHandlers(settingEndpoints, settingHandlers(settingDeps)),
  ]
  const listeners = await createListeners({
    config,
    database,
    clock,
    logger: options.logger ?? silentLogger,
    version: '0.0.0',
    endpoints,
    feed,
    metrics: createMetrics(),
    issueListenerCertificate: hosts => issueListenerCertificate(deps, hosts),
    notReady: async () => [],
    strictAnswers: true,
    heartbeatMs: 500,
    ...(options.requestsPerMinute === undefined ? {} : { requestsPerMinute: options.requestsPerMinute }),
  })
  const addresses = await listeners.start()
  const feeding = feed.run(stop.signal, () => {})
  let made = 0

  return {
    addresses,
    deps,
    endpoints,
    /** An account, and the password it was made with. */
    async operator(role: Role) {
      made += 1
      const created = await createOperator(
        deps,
        { email: `${role}${made}@example.com`, name: role, role },
        tester,
      )
      if (!created.ok) throw new Error(created.code)
      return { ...created.value.operator, password: created.value.password }
    },
    /** The token of a full session of a new account. */
    async tokenOf(role: Role): Promise<string> {
      const { id } = await this.operator(role)
      return database.inTransaction(async tx => {
        await tx.query('UPDATE operators SET mustChangePassword = ? WHERE id = ?', [0, id])
        const operator = await lockOperator(tx, id)
        if (!operator) throw new Error('the operator is gone')
        const at = clock.now()
        const origin = { address: '127.0.0.1', userAgent: 'test' }
        return (await createSession(tx, operator, { at, secondFactorAt: at, origin })).token
      })
    },
    /** Sends JSON to the admin listener; the answer's status and JSON. */
    async call(
      method: string,
      path: string,
      call: { token?: string; body?: unknown; headers?: object } = {},
    ) {
      const answer = await fetch(`${addresses.admin}${path}`, {
        method,
        headers: {
          ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      })
      // Tests look at what they expect; anything else is a failed expectation.
      const body = (await answer.json()) as Record<string, unknown>
      return { status: answer.status, headers: answer.headers, body }
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await feeding
      await listeners.stop()
      await opened[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}
export type AdminHub = Awaited<ReturnType<typeof startAdminHub>>
