import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { missingParts } from './parts.mjs'
import { runCommand } from './run-command.mjs'

const policy = '/usr/sbin/policy-rc.d'
const setAside = '/usr/sbin/policy-rc.d.before-sluice'
const mark = '# written by the set-up of sluice, removed when it ends'

/**
 * Installs the missing Debian packages that tests use, as root on Debian; their services are not started.
 * Elsewhere, or when that fails, says what is missing and what is skipped for it.
 */
export async function installDebianParts() {
  if (missingParts().length > 0 && canInstall()) {
    await withLock(join(tmpdir(), 'sluice-debian.lock'), () => withoutServices(install))
  }
  for (const part of missingParts()) {
    console.error(`missing: ${part.program} (Debian package ${part.debian}); skipped: ${part.without}`)
  }
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}

async function install() {
  const names = [...new Set(missingParts().flatMap(part => part.debian.split(' ')))]
  if (names.length === 0) return
  console.error(`installing Debian packages: ${names.join(' ')}`)
  if ((await aptGet('install', ...names)) === 0) return
  if ((await aptGet('update')) === 0) await aptGet('install', ...names)
}

/** @param {string[]} args */
function aptGet(...args) {
  const options = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300']
  return runCommand('apt-get', [...options, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 2, 2],
  })
}

/**
 * A package's own scripts start its service when it is installed, unless policy-rc.d forbids it
 * (Debian's invoke-rc.d). A set-up that was killed is undone by the next.
 * @param {() => Promise<void>} work
 */
async function withoutServices(work) {
  if (!isOurs() && existsSync(policy)) renameSync(policy, setAside)
  writeFileSync(policy, `#!/bin/sh\n${mark}\nexit 101\n`)
  chmodSync(policy, 0o755)
  const restore = () => {
    if (isOurs()) rmSync(policy)
    if (existsSync(setAside)) renameSync(setAside, policy)
  }
  const end = () => process.exit(1)
  process.once('exit', restore).once('SIGINT', end).once('SIGTERM', end)
  try {
    await work()
  } finally {
    process.off('exit', restore).off('SIGINT', end).off('SIGTERM', end)
    restore()
  }
}

function isOurs() {
  return existsSync(policy) && readFileSync(policy, 'utf8').includes(mark)
}
