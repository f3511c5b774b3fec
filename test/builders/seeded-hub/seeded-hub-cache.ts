import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { masterKeyFile } from '../../../hub/config/load-secrets.ts'
import { createDataSource } from '../../../hub/db/data-source.ts'
import { writeKeyFile } from '../../../hub/secrets/open-vault.ts'
import { masterKeyBytes } from '../../../hub/secrets/vault.ts'
import { restHub } from './rest-hub.ts'
import type { SeedScale } from './scale.ts'
import { seedHub } from './seed-hub.ts'
import { makeSecrets, type SeedPasswords } from './seed-secrets.ts'

export interface CachedWish {
  readonly scale: SeedScale
  readonly seed: number
  readonly now: number
  readonly passwords: SeedPasswords
}

/** A hub’s data directory that is kept: nobody writes to it. */
export interface CachedHub {
  readonly folder: string
  /** 0 where it was there already. */
  readonly seconds: number
}

const root = join(import.meta.dirname, '../../..')
/** SLUICE_SEED_CACHE: another place, for several checkouts that share it. */
const cacheFolder = () => process.env['SLUICE_SEED_CACHE'] ?? join(root, '.cache/seeded')
const databaseFile = 'sluice.sqlite'
/** Folders that are kept beside the one just made. */
const kept = 5

/** What a seeding follows from: its own sources, the schema, and the wish. */
function hashOf(wish: CachedWish): string {
  const hash = createHash('sha256').update(JSON.stringify(wish))
  const sources = ['test/builders/seeded-hub/*.ts', 'hub/db/migrations/*.ts', 'hub/db/entities/*.ts']
  for (const file of sources.flatMap(pattern => globSync(pattern, { cwd: root })).sort()) {
    hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex').slice(0, 24)
}

/** Seeds a hub’s data directory on SQLite with its master key beside the database, or finds the one that was made. */
export async function prepareSeededHub(wish: CachedWish): Promise<CachedHub> {
  const cache = cacheFolder()
  const folder = join(cache, hashOf(wish))
  const making = `${folder}.making`
  mkdirSync(cache, { recursive: true })
  const unlock = await lock(`${folder}.lock`)
  try {
    if (existsSync(folder)) {
      utimesSync(folder, new Date(), new Date())
      return { folder, seconds: 0 }
    }
    const begun = performance.now()
    rmSync(making, { recursive: true, force: true })
    mkdirSync(making, { mode: 0o700 })
    await seedInto(making, wish)
    renameSync(making, folder)
    forgetOld(cache)
    return { folder, seconds: (performance.now() - begun) / 1_000 }
  } finally {
    rmSync(making, { recursive: true, force: true })
    unlock()
  }
}

async function seedInto(folder: string, { passwords, ...wish }: CachedWish): Promise<void> {
  const key = randomBytes(masterKeyBytes)
  writeKeyFile(masterKeyFile(folder), key)
  const source = createDataSource({ engine: 'sqlite', file: join(folder, databaseFile) })
  await source.initialize()
  try {
    await source.runMigrations()
    await seedHub(source, wish, await makeSecrets(key, passwords))
  } finally {
    await source.destroy()
  }
}

/** A copy of a seeded data directory, to be written to. `into` must not exist. */
export function copySeededHub({ folder }: CachedHub, into: string): void {
  cpSync(folder, into, { recursive: true, mode: constants.COPYFILE_FICLONE, preserveTimestamps: true })
}

/** Makes a copy stand still: see `restHub`. */
export async function restCopy(folder: string): Promise<void> {
  const source = createDataSource({ engine: 'sqlite', file: join(folder, databaseFile) })
  await source.initialize()
  await restHub(source).finally(() => source.destroy())
}

/** Others that want the same at the same moment wait. A lock whose process is gone is nobody’s. */
async function lock(file: string): Promise<() => void> {
  for (;;) {
    try {
      closeSync(openSync(file, 'wx'))
      writeFileSync(file, String(process.pid))
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      if (isAbandoned(file)) rmSync(file, { force: true })
      else await new Promise(resolve => setTimeout(resolve, 200))
    }
  }
}

function isAbandoned(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    // Empty: just made.
    if (pid === 0) return Date.now() - statSync(file).mtimeMs > 10_000
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

/** The folders that were not asked for longest go. */
function forgetOld(cache: string): void {
  const folders = readdirSync(cache)
    .filter(name => /^[0-9a-f]{24}$/.test(name))
    .map(name => ({ path: join(cache, name), usedAt: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.usedAt - a.usedAt)
  for (const { path } of folders.slice(kept + 1)) rmSync(path, { recursive: true, force: true })
}
