import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseConfig } from '../db/data-source.ts'
import { masterKeyBytes } from '../secrets/vault.ts'
import type { Config, DatabaseLocation } from './config.ts'
import type { Environment } from './load-config.ts'
import { StartRefused } from './start-refused.ts'

/** What must never be shown or logged, kept apart from the configuration. */
export interface Secrets {
  /** Null: none was given, and there is no key file. */
  readonly masterKey: Buffer | null
  readonly databasePassword: string
  /** Of the mail server that the environment names. */
  readonly smtpPassword?: string
}

/** The file in the data directory that holds the master key: 64 hex digits, mode 0600. */
export const masterKeyFile = (dataDirectory: string) => join(dataDirectory, 'master.key')

/**
 * Takes the master key from SLUICE_MASTER_KEY or the key file, the database's password from
 * SLUICE_DATABASE_PASSWORD or the file that SLUICE_DATABASE_PASSWORD_FILE names, the mail server's likewise.
 * Throws `StartRefused` where one is malformed or readable by others; the text of a secret is never part of it.
 */
export function loadSecrets(environment: Environment, config: Config): Secrets {
  const problems: string[] = []
  const masterKey = loadMasterKey(environment, config.dataDirectory, problems)
  const databasePassword = loadPassword(environment, 'SLUICE_DATABASE_PASSWORD', problems)
  const smtpPassword = loadPassword(environment, 'SLUICE_SMTP_PASSWORD', problems)
  if (problems.length > 0) throw new StartRefused(problems)
  return { masterKey, databasePassword, smtpPassword }
}

/** 32 bytes from 64 hex digits or base64; null for anything else. */
export function parseMasterKey(text: string): Buffer | null {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return null
  const key = Buffer.from(trimmed, 'base64')
  return key.length === masterKeyBytes ? key : null
}

function loadMasterKey(environment: Environment, dataDirectory: string, problems: string[]): Buffer | null {
  const given = environment['SLUICE_MASTER_KEY']
  if (given !== undefined && given !== '') {
    const key = parseMasterKey(given)
    if (key === null) problems.push('SLUICE_MASTER_KEY: 32 bytes are expected, as 64 hex digits or base64')
    return key
  }
  const path = masterKeyFile(dataDirectory)
  const text = readPrivateFile(path, problems)
  if (text === null) return null
  const key = parseMasterKey(text)
  if (key === null) problems.push(`${path}: 32 bytes are expected, as 64 hex digits or base64`)
  return key
}

function loadPassword(environment: Environment, name: string, problems: string[]): string {
  const path = environment[`${name}_FILE`]
  if (path === undefined || path === '') return environment[name] ?? ''
  const text = readPrivateFile(path, problems)
  if (text === null && problems.length === 0) problems.push(`${path}: there is no such file`)
  return text?.replace(/\r?\n$/, '') ?? ''
}

/** The text of a file that only its owner may read; null where there is none or a problem was noted. */
function readPrivateFile(path: string, problems: string[]): string | null {
  try {
    const mode = statSync(path).mode & 0o777
    if ((mode & 0o077) !== 0) {
      problems.push(`${path}: others may read it (mode ${mode.toString(8)}); run chmod 600 ${path}`)
      return null
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

/** What the database module connects with. */
export function databaseConfig(location: DatabaseLocation, secrets: Secrets): DatabaseConfig {
  return location.engine === 'sqlite' ? location : { ...location, password: secrets.databasePassword }
}
