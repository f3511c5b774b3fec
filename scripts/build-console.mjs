import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectEnvironment, projectRoot } from './set-up/find-node.mjs'
import { withLock } from './set-up/lock.mjs'
import { runCommand } from './set-up/run-command.mjs'

const out = join(projectRoot, 'out')
const stampFile = join(out, '.built-from')
const sources = ['src-main', 'src-renderer', 'hub/contract', 'electron.vite.config.ts', 'package-lock.json']

/**
 * Makes `out/`, the console's three bundles, unless it was made from just these sources.
 * @param {string} node path of the Node to run on
 * @param {'inherit' | 'ignore'} [output]
 * @returns {Promise<number>} the exit status
 */
export async function buildConsole(node, output = 'inherit') {
  const wanted = digestOf(sources)
  const isBuilt = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
  if (isBuilt()) return 0
  return withLock(join(projectRoot, '.cache', 'build-console.lock'), async () => {
    if (isBuilt()) return 0
    const program = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const status = await runCommand(node, [program, 'build', '--logLevel', 'warn'], {
      cwd: projectRoot,
      // Building needs no Electron; without this its package would fetch one.
      env: projectEnvironment({
        ELECTRON_OVERRIDE_DIST_PATH: process.env.ELECTRON_OVERRIDE_DIST_PATH ?? '/',
      }),
      stdio: ['ignore', output, 'inherit'],
    })
    if (status === 0) writeFileSync(stampFile, wanted)
    return status
  })
}

/** @param {readonly string[]} paths */
function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) addTo(hash, join(projectRoot, path))
  return hash.digest('hex')
}

/** @param {import('node:crypto').Hash} hash @param {string} path */
function addTo(hash, path) {
  if (!statSync(path).isDirectory()) {
    hash.update(path.slice(projectRoot.length)).update(readFileSync(path))
    return
  }
  for (const name of readdirSync(path).sort()) addTo(hash, join(path, name))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await buildConsole(process.execPath)
}
