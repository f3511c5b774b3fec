import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const projectRoot = join(import.meta.dirname, '..', '..')

/** Whether a window can be opened here, and for whom: null is this user. */
export type ConsoleHere =
  | { readonly kind: 'yes'; readonly user: number | null }
  | { readonly kind: 'no'; readonly why: string }

/** Root may not run a browser with its sandbox on: what `sudo` started opens the window for the user behind it. */
export function consoleHere(): ConsoleHere {
  const { DISPLAY, WAYLAND_DISPLAY, SUDO_UID } = process.env
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
    return { kind: 'no', why: 'there is no desktop here' }
  }
  if (process.getuid?.() !== 0) return { kind: 'yes', user: null }
  if (SUDO_UID !== undefined && existsSync('/usr/bin/setpriv')) return { kind: 'yes', user: Number(SUDO_UID) }
  return { kind: 'no', why: 'it does not run as root' }
}

/**
 * Starts the built console. The package of Electron fetches its program when it is asked for the first time. On
 * `errors` it says much that concerns nobody (a desktop without a message bus).
 */
export function startConsole(
  user: number | null,
  args: readonly string[],
  errors: 'inherit' | 'ignore' = 'inherit',
): ChildProcess {
  const cli = join(projectRoot, 'node_modules', 'electron', 'cli.js')
  const command = [process.execPath, cli, projectRoot, ...args]
  const ids = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups']
  const [program = '', ...words] = user === null ? command : [...ids, ...command]
  return spawn(program, words, { cwd: projectRoot, stdio: ['ignore', 'ignore', errors] })
}
