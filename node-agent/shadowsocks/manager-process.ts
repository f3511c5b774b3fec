import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../ports.ts'

export interface ManagerSettings {
  /** `ss-manager` (shadowsocks-libev) or `ssmanager` (shadowsocks-rust), by name or path. */
  readonly command: string
  /** The directory of the socket, 0700, of the user that Shadowsocks runs as. */
  readonly runDirectory: string
  readonly user: { readonly uid: number; readonly gid: number }
}

/** The longest path a UNIX socket may have. */
const maxSocketPath = 100

export function managerSocket(settings: ManagerSettings): string {
  return join(settings.runDirectory, 'manager.sock')
}

/**
 * Makes the private directory. Throws when the address is not a path: a customer's relayed datagram could reach a
 * UDP manager and open ports.
 */
export function prepareRunDirectory(settings: ManagerSettings): void {
  const { runDirectory, user } = settings
  if (!runDirectory.startsWith('/'))
    throw new Error(`the manager's address must be a path, not ${runDirectory}`)
  if (managerSocket(settings).length > maxSocketPath)
    throw new Error(`${runDirectory} is too long for a UNIX socket`)
  mkdirSync(runDirectory, { recursive: true, mode: 0o700 })
  if (process.getuid?.() === 0) chownSync(runDirectory, user.uid, user.gid)
  chmodSync(runDirectory, 0o700)
}

/** Starts the manager as its own user, apart from this process: it outlives a restart of the agent. */
export async function startManager(settings: ManagerSettings, clock: Clock): Promise<number> {
  prepareRunDirectory(settings)
  const socket = managerSocket(settings)
  rmSync(socket, { force: true })
  // A new manager ends every server whose pid file it finds; those of a killed one are to go on.
  for (const name of readdirSync(settings.runDirectory)) {
    if (/^\.shadowsocks_\d+\.pid$/.test(name)) rmSync(join(settings.runDirectory, name), { force: true })
  }
  const rust = settings.command.split('/').at(-1) === 'ssmanager'
  // Without a large MTU shadowsocks-libev drops every datagram above 2,794 bytes.
  const libev = ['-s', '0.0.0.0', '-s', '::0', '-u', '--mtu', '65000', '-D', settings.runDirectory]
  const both = rust ? ['-s', '::', '-U'] : libev
  const args = ['--manager-address', socket, '-m', 'aes-256-gcm', ...both]
  const log = openSync(join(settings.runDirectory, 'manager.log'), 'w', 0o600)
  const root = process.getuid?.() === 0
  const pid = await new Promise<number>((resolve, reject) => {
    const child = spawn(settings.command, args, {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: settings.runDirectory,
      env: { PATH: process.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      ...(root ? settings.user : {}),
    })
    child.once('error', reject)
    child.once('spawn', () => {
      child.unref()
      resolve(child.pid ?? 0)
    })
  }).finally(() => closeSync(log))
  for (let waited = 0; waited < 5_000 && !existsSync(socket); waited += 20) await clock.sleep(20)
  if (!existsSync(socket)) throw new Error(`${settings.command} did not open its socket`)
  return pid
}

/** Signals a process; one that has ended already is fine. */
export function endProcess(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already.
  }
}
