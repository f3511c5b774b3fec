import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import type { Config, DatabaseLocation, ListenerConfig, ListenerTls, SmtpLocation } from './config.ts'
import { type SettingName, type SettingValues, settingsTable } from './settings-table.ts'
import { StartRefused } from './start-refused.ts'

/** The agent's, and those of the tests: the hub leaves them alone. */
const foreignVariable = /^SLUICE_(AGENT_|TEST_|CRASH_|SSLOCAL$)/

export type Environment = Readonly<Record<string, string | undefined>>

/** Variables that are no settings but belong to the hub: secrets, and the name of the file. */
const otherVariables: ReadonlySet<string> = new Set([
  'SLUICE_CONFIG',
  'SLUICE_MASTER_KEY',
  'SLUICE_DATABASE_PASSWORD',
  'SLUICE_DATABASE_PASSWORD_FILE',
  'SLUICE_SMTP_PASSWORD',
  'SLUICE_SMTP_PASSWORD_FILE',
])

/**
 * Reads the settings from the JSON file (`file`, or the one SLUICE_CONFIG names) and the environment, which wins.
 * Throws `StartRefused` with every problem at once: the setting, what was given and what is allowed.
 */
export function loadConfig(environment: Environment, file?: string): Config {
  const path = file ?? environment['SLUICE_CONFIG']
  const problems: string[] = []
  const written = path === undefined ? {} : readSettingsFile(path, problems)
  const values = settingValues(environment, written, problems)
  problems.push(...unknownNames(environment, written))
  if (values === null || problems.length > 0) throw new StartRefused(problems)
  const config = assemble(values, problems)
  if (problems.length > 0) throw new StartRefused(problems)
  return config
}

function readSettingsFile(path: string, problems: string[]): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return Object.fromEntries(Object.entries(parsed))
    }
    problems.push(`${path}: a JSON object with settings is expected`)
  } catch (error) {
    problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return {}
}

const isSettingName = (name: string): name is SettingName => Object.hasOwn(settingsTable, name)

function unknownNames(environment: Environment, written: Record<string, unknown>): string[] {
  const known = new Set<string>(Object.values(settingsTable).map(setting => setting.env))
  const inFile = Object.keys(written).filter(name => !isSettingName(name))
  const inEnvironment = Object.keys(environment).filter(
    name =>
      name.startsWith('SLUICE_') &&
      !known.has(name) &&
      !otherVariables.has(name) &&
      !foreignVariable.test(name),
  )
  return [...inFile, ...inEnvironment].map(name => `${name}: there is no such setting`)
}

function settingValues(
  environment: Environment,
  written: Record<string, unknown>,
  problems: string[],
): SettingValues | null {
  const values: Record<string, unknown> = {}
  for (const [name, { env, schema, fallback, allowed }] of Object.entries(settingsTable)) {
    const fromEnvironment = environment[env] === '' ? undefined : environment[env]
    const given = fromEnvironment ?? written[name] ?? fallback
    if (given === undefined) continue
    const parsed = schema.safeParse(given)
    if (parsed.success) values[name] = parsed.data
    else {
      const source = fromEnvironment === undefined ? name : env
      problems.push(`${source}: ${JSON.stringify(given)?.slice(0, 200)} is not allowed; allowed: ${allowed}`)
    }
  }
  // Each value was parsed by its own schema, or a problem says why not.
  return problems.length > 0 ? null : (values as unknown as SettingValues)
}

function assemble(values: SettingValues, problems: string[]): Config {
  const dataDirectory = resolve(values.dataDirectory)
  const admin: ListenerConfig = {
    host: values.adminHost,
    port: values.adminPort,
    tls: tlsOf('admin', values.adminTlsCertificate, values.adminTlsKey, values.adminNames, problems),
  }
  if (!isLoopback(admin.host) && admin.tls.kind === 'none') {
    problems.push(
      `SLUICE_ADMIN_HOST: ${JSON.stringify(admin.host)} is reachable from outside, so the admin listener needs TLS: set SLUICE_ADMIN_TLS_CERTIFICATE to a PEM file or to "self", or listen on 127.0.0.1`,
    )
  }
  const publicTls = tlsOf('public', values.publicTlsCertificate, values.publicTlsKey, [], problems)
  if (publicTls.kind === 'self') {
    problems.push(
      'SLUICE_PUBLIC_TLS_CERTIFICATE: "self" is not allowed: customers do not know the hub’s authority',
    )
  }
  if (!isLoopback(values.metricsHost)) {
    problems.push(
      `SLUICE_METRICS_HOST: ${JSON.stringify(values.metricsHost)} is not allowed; allowed: a loopback address`,
    )
  }
  return {
    dataDirectory,
    database: databaseOf(values.database, dataDirectory, problems),
    admin,
    public: { host: values.publicHost, port: values.publicPort, tls: publicTls },
    metrics: { host: values.metricsHost, port: values.metricsPort, tls: { kind: 'none' } },
    publicUrl: values.publicUrl ?? null,
    trustedProxies: values.trustedProxies,
    timeZone: values.timeZone,
    collectEverySeconds: values.collectEverySeconds,
    leaseSeconds: values.leaseSeconds,
    hubId: values.hubId,
    logLevel: values.logLevel,
    demo: values.demo,
    backupDirectory: resolve(values.backupDirectory ?? join(dataDirectory, 'backups')),
    backupDaily: values.backupDaily,
    smtp: smtpOf(values, problems),
  }
}

function tlsOf(
  listener: 'admin' | 'public',
  certificate: string | undefined,
  key: string | undefined,
  names: readonly string[],
  problems: string[],
): ListenerTls {
  const variable = `SLUICE_${listener.toUpperCase()}_TLS`
  if (certificate === undefined && key === undefined) return { kind: 'none' }
  if (certificate === 'self' && key === undefined) return { kind: 'self', names }
  if (certificate !== undefined && certificate !== 'self' && key !== undefined) {
    return { kind: 'files', certificate: resolve(certificate), key: resolve(key) }
  }
  problems.push(`${variable}_CERTIFICATE and ${variable}_KEY: both are needed, or "self" and no key`)
  return { kind: 'none' }
}

function smtpOf(values: SettingValues, problems: string[]): SmtpLocation | null {
  const { smtpHost: host, smtpPort: port, smtpUser: user, smtpFrom: from, smtpTls: tls } = values
  if (host === undefined) return null
  if (from === undefined) problems.push('SLUICE_SMTP_FROM: needed with SLUICE_SMTP_HOST')
  if (tls === 'none' && user !== '' && !isLoopback(host)) {
    problems.push('SLUICE_SMTP_TLS: "none" would send the password in clear; allowed: `tls` or `starttls`')
  }
  return { host, port, user, from: from ?? '', tls }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function databaseOf(text: string, dataDirectory: string, problems: string[]): DatabaseLocation {
  if (text === 'sqlite') return { engine: 'sqlite', file: resolve(dataDirectory, 'sluice.sqlite') }
  const url = URL.parse(text)
  const pool = Number(url?.searchParams.get('pool') ?? 20)
  const port = Number(url?.port || 3306)
  if (url === null || !Number.isInteger(pool) || pool < 2 || pool > 500) {
    problems.push(
      `SLUICE_DATABASE: ${JSON.stringify(text)} is not allowed; allowed: ${settingsTable.database.allowed}`,
    )
    return { engine: 'sqlite', file: '' }
  }
  const socketPath = url.searchParams.get('socket')
  return {
    engine: 'mariadb',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    ...(socketPath === null ? {} : { socketPath }),
    user: decodeURIComponent(url.username),
    database: url.pathname.slice(1),
    poolSize: pool,
  }
}
