import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findNode, projectEnvironment, projectRoot } from './find-node.mjs'

/**
 * Runs one of our programs on the project's Node: its bundle where that is no older than the sources, else the
 * sources. Signals reach the program, and its end is ours.
 * @param {{ source: string, bundle: string, args: readonly string[] }} entry paths from the project's root
 */
export function runEntry({ source, bundle, args }) {
  const file = chooseFile(source, bundle)
  if (file === undefined) {
    console.error(`neither ${bundle} nor ${source} exists: run "npm run build" first`)
    process.exit(1)
  }
  const views = file === source ? ['--import', join(projectRoot, 'scripts/load-views.mjs')] : []
  const child = spawn(findNode(), [...views, join(projectRoot, file), ...args], {
    stdio: 'inherit',
    env: projectEnvironment(),
  })
  // A terminal sends its signals to the child as well; waiting for it is all that is left to do here.
  for (const name of ['SIGINT', 'SIGQUIT']) process.on(name, () => {})
  for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.once('error', error => {
    console.error(error.message)
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** @param {string} source @param {string} bundle */
function chooseFile(source, bundle) {
  const made = statSync(join(projectRoot, bundle), { throwIfNoEntry: false })
  if (!existsSync(join(projectRoot, source))) return made ? bundle : undefined
  const changed = Math.max(newest(join(projectRoot, 'hub')), newest(join(projectRoot, 'node-agent')))
  return made && made.mtimeMs >= changed ? bundle : source
}

/**
 * When a file below a folder was last changed.
 * @param {string} folder
 * @returns {number}
 */
function newest(folder) {
  if (!existsSync(folder)) return 0
  let latest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }
  return latest
}
