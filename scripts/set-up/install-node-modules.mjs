import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './find-node.mjs'
import { withLock } from './lock.mjs'
import { runCommand } from './run-command.mjs'

const lockfile = join(projectRoot, 'package-lock.json')
const stampFile = join(projectRoot, 'node_modules', '.sluice-installed')
const installedList = join(projectRoot, 'node_modules', '.package-lock.json')

/** Brings node_modules to what package-lock.json says, with `npm ci`, unless it is there already. */
export async function installNodeModules() {
  if (isStamped()) return
  mkdirSync(join(projectRoot, '.cache'), { recursive: true })
  await withLock(join(projectRoot, '.cache', 'install.lock'), async () => {
    if (isStamped()) return
    if (!installedMatches()) await npmCi()
    writeFileSync(stampFile, lockfileDigest())
  })
}

async function npmCi() {
  console.error('installing packages (npm ci)')
  const npm = process.env.npm_execpath
  const [program, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  // No package needs its script, and an npm older than 11 would run them whatever package.json allows.
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const status = await runCommand(program, [...args, ...options], {
    cwd: projectRoot,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error(`npm ci failed (exit status ${status})`)
}

function isStamped() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockfileDigest()
}

function lockfileDigest() {
  return createHash('sha256').update(readFileSync(lockfile)).digest('hex')
}

/** Whether an `npm install` by hand has left exactly what the lockfile names: then nothing is torn down. */
function installedMatches() {
  if (!existsSync(installedList)) return false
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages
  const found = JSON.parse(readFileSync(installedList, 'utf8')).packages
  const names = Object.keys(wanted).filter(name => name !== '')
  const present = names.every(name =>
    found[name] ? found[name].integrity === wanted[name].integrity : isForAnotherMachine(wanted[name]),
  )
  return present && Object.keys(found).every(name => wanted[name] !== undefined)
}

/**
 * Whether npm may have left an entry out: an optional one that is built for another kind of machine, or that only
 * such a one needs.
 * @param {{ optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} entry
 */
function isForAnotherMachine({ optional, os, cpu, libc }) {
  const isForThis = os?.includes(process.platform) && cpu?.includes(process.arch) && libc === undefined
  return optional === true && !isForThis
}
