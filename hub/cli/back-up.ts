import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { version } from '../app/version.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { BackupRefused } from '../backup/backup-refused.ts'
import { buildBackupName } from '../backup/build-backup-name.ts'
import { dumpDatabase, type Progress } from '../backup/dump-database.ts'
import { restoreBackup } from '../backup/restore-backup.ts'
import { writeRecordedBackup } from '../backup/write-recorded-backup.ts'
import type { Config } from '../config/config.ts'
import { databaseConfig, type Secrets } from '../config/load-secrets.ts'
import { StartRefused } from '../config/start-refused.ts'
import type { Instant } from '../contract/primitives.ts'
import { createDataSource } from '../db/data-source.ts'
import { type Database, openDatabase } from '../db/transaction.ts'
import { unfinishedRestore } from '../db/unfinished-restore.ts'
import { systemClock } from '../kernel/clock.ts'
import { createVault, type Vault } from '../secrets/vault.ts'
import { commandActor } from './command-actor.ts'

export type LocalAnswer =
  | { readonly ok: true; readonly answer: object }
  | { readonly ok: false; readonly error: string; readonly message: string }

const note =
  'It holds no master key: keep the key of this hub somewhere else, a backup is of no use without it.'

/** Expected refusals as an answer; everything else is thrown on. */
async function answered(work: () => Promise<object>): Promise<LocalAnswer> {
  try {
    return { ok: true, answer: await work() }
  } catch (error) {
    if (error instanceof BackupRefused)
      return { ok: false, error: `backup_${error.reason}`, message: error.message }
    throw error
  }
}

function readOptions(
  words: readonly string[],
  allowed: Readonly<Record<string, { type: 'string' | 'boolean' }>>,
) {
  try {
    return parseArgs({ args: [...words], options: allowed, allowPositionals: true })
  } catch (error) {
    throw new StartRefused([`${error instanceof Error ? error.message : String(error)}; see sluice --help`])
  }
}

function readPassphrase(file: unknown): string | null {
  if (typeof file !== 'string') return null
  if (!existsSync(file)) throw new StartRefused([`${file}: there is no such file`])
  const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  if (text.length < 12) throw new StartRefused([`${file}: a passphrase needs at least 12 characters`])
  return text
}

function openKey(secrets: Secrets): Vault {
  if (secrets.masterKey !== null) return createVault(secrets.masterKey)
  throw new StartRefused([
    'There is no master key: set SLUICE_MASTER_KEY, or put the key file master.key (mode 600) into the data directory.',
  ])
}

/** Says on a terminal how far the work is, twice a second at most. */
function showProgress(what: string): { readonly progress: Progress; end(): void } {
  let saidAt = 0
  return {
    progress({ table, rows, rowsTotal }) {
      if (!process.stderr.isTTY || Date.now() - saidAt < 500) return
      saidAt = Date.now()
      const percent = rowsTotal === 0 ? 100 : Math.floor((rows / rowsTotal) * 100)
      process.stderr.write(`\r\u001B[K${what}: ${percent} %, ${rows} of ${rowsTotal} rows (${table})`)
    },
    end: () => void (saidAt > 0 && process.stderr.write('\r\u001B[K')),
  }
}

async function withDatabase<T>(config: Config, secrets: Secrets, work: (database: Database) => Promise<T>) {
  const source = createDataSource(databaseConfig(config.database, secrets))
  await source.initialize()
  const unfinished = await unfinishedRestore(source)
  if (unfinished !== null) {
    await source.destroy()
    throw new StartRefused([unfinished])
  }
  const database = openDatabase(source)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** A directory is given a file with the name that the hub's own backups have. */
function placeOf(given: string, at: Instant): string {
  const path = resolve(given)
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, buildBackupName(at)) : path
}

/** `sluice backup [--to FILE] [--passphrase-file FILE]`. */
export async function backUp(
  config: Config,
  secrets: Secrets,
  words: readonly string[],
): Promise<LocalAnswer> {
  const { values, positionals } = readOptions(words, {
    to: { type: 'string' },
    'passphrase-file': { type: 'string' },
  })
  if (positionals.length > 0) throw new StartRefused([`"${positionals[0]}" is one argument too many`])
  const passphrase = readPassphrase(values['passphrase-file'])
  if (passphrase !== null && typeof values['to'] !== 'string') {
    throw new StartRefused([
      '--passphrase-file goes with --to: the hub checks the backups of its directory itself',
    ])
  }
  const vault = openKey(secrets)
  const show = showProgress('backing up')
  return answered(() =>
    withDatabase(config, secrets, async database => {
      const deps = { database, clock: systemClock, version, backupDirectory: config.backupDirectory, vault }
      if (typeof values['to'] !== 'string') {
        const made = await writeRecordedBackup(deps, commandActor(), show.progress)
        return { file: made.file, bytes: made.bytes, rows: made.rows, sha256: made.sha256, note }
      }
      const at = systemClock.now()
      const file = placeOf(values['to'], at)
      const secret = { vault, passphrase }
      const options = { version, createdAt: at, secret, progress: show.progress }
      const { bytes, rows, sha256 } = await dumpDatabase(database.source, file, options)
      const after = { file, bytes, rows, sha256 }
      await database.inTransaction(tx =>
        recordAudit(tx, {
          at,
          actor: commandActor(),
          action: 'backup.run',
          subject: 'hub',
          before: null,
          after,
        }),
      )
      return { file, bytes, rows, sha256, note }
    }),
  ).finally(show.end)
}

/** `sluice restore FILE [--replace] [--passphrase-file FILE]`. */
export async function restore(
  config: Config,
  secrets: Secrets,
  words: readonly string[],
): Promise<LocalAnswer> {
  const { values, positionals } = readOptions(words, {
    replace: { type: 'boolean' },
    'passphrase-file': { type: 'string' },
  })
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0)
    throw new StartRefused(['usage: sluice restore FILE [--replace]'])
  if (!existsSync(file)) throw new StartRefused([`${file}: there is no such file`])
  const show = showProgress('restoring')
  const secret = { vault: openKey(secrets), passphrase: readPassphrase(values['passphrase-file']) }
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 })
  return answered(async () => {
    const restored = await restoreBackup({
      file: resolve(file),
      secret,
      config: databaseConfig(config.database, secrets),
      replace: values['replace'] === true,
      actor: commandActor(),
      clock: systemClock,
      progress: show.progress,
    })
    return { ...restored, madeAt: new Date(restored.madeAt).toISOString() }
  }).finally(show.end)
}
