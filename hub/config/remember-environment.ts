import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { handToOwner } from './hand-to-owner.ts'
import type { Environment } from './load-config.ts'
import { settingsTable } from './settings-table.ts'

const fileName = 'environment.json'
/** What is relative to the directory that the hub is started in. */
const paths: ReadonlySet<string> = new Set([
  'SLUICE_CONFIG',
  'SLUICE_BACKUP_DIRECTORY',
  'SLUICE_DATABASE_PASSWORD_FILE',
  'SLUICE_SMTP_PASSWORD_FILE',
])
const remembered = z.record(z.string(), z.string())

/** Which variables commands take over from the hub: its settings and where its secrets lie, never a secret. */
const isKept = (name: string): boolean =>
  name !== 'SLUICE_DATA' && (paths.has(name) || Object.values(settingsTable).some(({ env }) => env === name))

/**
 * Notes in the data directory with which settings the hub runs. A command that is only told the directory works with
 * them: with its own defaults it would count days in another time zone and write links to nowhere.
 */
export function rememberEnvironment(dataDirectory: string, environment: Environment): void {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '' || !isKept(name)) continue
    kept[name] = paths.has(name) ? resolve(value) : value
  }
  const file = join(dataDirectory, fileName)
  const partial = `${file}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(partial, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    handToOwner(partial)
    renameSync(partial, file)
  } finally {
    rmSync(partial, { force: true })
  }
}

/** The hub's settings as it was last started with, and over them those of the command. */
export function recalledEnvironment(environment: Environment): Environment {
  // Who names a file names all settings with it.
  if (environment['SLUICE_CONFIG']) return environment
  const directory = environment['SLUICE_DATA'] || String(settingsTable.dataDirectory.fallback)
  try {
    const kept = remembered.parse(JSON.parse(readFileSync(join(directory, fileName), 'utf8')))
    const known = Object.entries(kept).filter(([name]) => isKept(name))
    return { ...Object.fromEntries(known), ...environment }
  } catch {
    return environment
  }
}
