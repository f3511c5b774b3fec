import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createAgentLine } from './app/agent-line.ts'
import { announceFirstOwner } from './app/first-owner.ts'
import { wirePorts } from './app/ports.ts'
import { type HubDuties, startDuties } from './app/start-duties.ts'
import { version } from './app/version.ts'
import { wireCustomerPage } from './app/wire-customer-page.ts'
import { wireHandlers } from './app/wire-handlers.ts'
import { wireInvites } from './app/wire-invites.ts'
import { wireSelling } from './app/wire-selling.ts'
import type { Config } from './config/config.ts'
import { databaseConfig, masterKeyFile, type Secrets } from './config/load-secrets.ts'
import { StartRefused } from './config/start-refused.ts'
import { createContent } from './customer-page/accounts/content.ts'
import { createAccounts } from './customer-page/accounts/create-accounts.ts'
import { serveCustomerPage } from './customer-page/serve-customer-page.ts'
import { createDataSource } from './db/data-source.ts'
import { migrate } from './db/migrate.ts'
import { type Database, openDatabase } from './db/transaction.ts'
import { unfinishedRestore } from './db/unfinished-restore.ts'
import { createEventFeed } from './events/event-feed.ts'
import { type CallHandler, createCallHandler } from './http/call-handler.ts'
import { createListeners, type ListenerAddresses } from './http/create-listeners.ts'
import { createMetrics } from './http/metrics.ts'
import { serveDemoMailbox } from './http/serve-demo-mailbox.ts'
import type { PayNotifications } from './http/serve-pay-notifications.ts'
import { type Clock, systemClock } from './kernel/clock.ts'
import { type Crash, neverCrash } from './kernel/crash-points.ts'
import { type Logger, silentLogger } from './kernel/logger.ts'
import { createPasswords } from './operators/passwords.ts'
import { createAuthority } from './pki/create-authority.ts'
import { hubCredentialsWhenAsked } from './pki/hub-credentials.ts'
import { issueListenerCertificate } from './pki/issue-certificate.ts'
import { openVault } from './secrets/open-vault.ts'
import { serveSubscriptions } from './subscriptions/serve-subscriptions.ts'

/** What a test or a command may hand in instead of the real thing. */
export interface HubOverrides {
  readonly clock?: Clock
  readonly logger?: Logger
  /** In tests: an answer outside the contract fails the call. */
  readonly strictAnswers?: boolean
  /** In tests: ends the process at a named point. */
  readonly crash?: Crash
}

/** A hub that is wired up. Nothing runs by itself before `start`; endpoints can be called in the process at once. */
export interface Hub {
  readonly database: Database
  readonly call: CallHandler
  /** Listens and begins with the collection and the scheduled jobs; the addresses that were taken. */
  start(): Promise<ListenerAddresses>
  /** Finishes work in hand, gives up the leases and closes the database. */
  stop(): Promise<void>
}

/**
 * The one composition root: opens the database, brings its schema up to date, opens the vault, makes sure of an
 * authority and a first owner, and wires everything. Throws `StartRefused` with what to do where it cannot start.
 */
export async function createHub(
  config: Config,
  secrets: Secrets,
  overrides: HubOverrides = {},
): Promise<Hub> {
  const { clock = systemClock, logger = silentLogger } = overrides
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 })
  const source = createDataSource(databaseConfig(config.database, secrets))
  await source.initialize()
  try {
    const unfinished = await unfinishedRestore(source)
    if (unfinished !== null) throw new StartRefused([unfinished])
    await migrate(source)
    return await wire(openDatabase(source), {
      config,
      secrets,
      clock,
      logger,
      strict: overrides.strictAnswers ?? false,
      crash: overrides.crash ?? neverCrash,
    })
  } catch (error) {
    await source.destroy()
    throw error
  }
}

interface Wiring {
  readonly config: Config
  readonly secrets: Secrets
  readonly clock: Clock
  readonly logger: Logger
  readonly strict: boolean
  readonly crash: Crash
}

async function wire(database: Database, wiring: Wiring): Promise<Hub> {
  const { config, clock, logger } = wiring
  const { vault } = await openVault(
    { database, clock },
    { masterKey: wiring.secrets.masterKey, keyFile: masterKeyFile(config.dataDirectory) },
  )
  const system = { database, clock, vault }
  await createAuthority(system, { kind: 'system', name: 'start' })
  const credentials = hubCredentialsWhenAsked(system)
  const agent = createAgentLine(credentials, { allowLocal: config.demo })
  const smtpOfEnvironment =
    config.smtp === null ? null : { ...config.smtp, password: wiring.secrets.smtpPassword ?? '' }
  const parts = wirePorts({ ...system, config, credentials, agent, smtpOfEnvironment })
  const passwords = createPasswords()
  await announceFirstOwner({ database, clock, passwords, logger, dataDirectory: config.dataDirectory })

  const { rewards, invitations, invites } = wireInvites(parts)
  const selling = wireSelling(parts, logger, wiring.crash, rewards)
  const accounts = createAccounts({ ...parts, passwords, invitations })
  const endpoints = wireHandlers(parts, selling, passwords)
  const metrics = createMetrics()
  selling.measure(metrics.registry)
  const feed = createEventFeed({ database, clock })
  const holder = `${config.hubId}-${randomBytes(4).toString('hex')}`.slice(-64)
  let duties: HubDuties | null = null
  let notifications: PayNotifications | null = null
  const listeners = await createListeners({
    config,
    database,
    clock,
    logger,
    version,
    endpoints,
    feed,
    metrics,
    strictAnswers: wiring.strict,
    servePublic: async app => {
      serveSubscriptions(app, parts)
      if (config.demo) serveDemoMailbox(app, parts)
      notifications = selling.serve(app)
      const content = createContent(system)
      await serveCustomerPage(
        app,
        wireCustomerPage(parts, logger, { ...selling.bindings, accounts, content, invites }),
      )
    },
    issueListenerCertificate: hosts => issueListenerCertificate(system, hosts),
    notReady: async () => duties?.notReady() ?? ['the hub has not started yet'],
  })
  return {
    database,
    call: createCallHandler(endpoints, { logger, strictAnswers: wiring.strict }),
    async start() {
      await credentials.present()
      const addresses = await listeners.start()
      duties = startDuties({
        parts,
        selling,
        logger,
        holder,
        leaseMs: config.leaseSeconds * 1_000,
        crash: wiring.crash,
        registry: metrics.registry,
        feed,
      })
      logger.info({ ...addresses, hub: config.hubId, version }, 'the hub is running')
      return addresses
    },
    async stop() {
      await listeners.stop()
      await notifications?.idle()
      await duties?.stop()
      await database.close()
    },
  }
}
