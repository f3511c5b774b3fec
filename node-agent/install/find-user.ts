import { readFileSync } from 'node:fs'
import type { RunCommand } from '../ports.ts'

export interface FoundUser {
  readonly uid: number
  readonly gid: number
  /** What is not as it should be; null if it is. */
  readonly problem: string | null
}

/** Looks a user up in the text of /etc/passwd. */
export function parseUser(passwd: string, name: string): { uid: number; gid: number } | null {
  for (const line of passwd.split('\n')) {
    const [user, , uid, gid] = line.split(':')
    if (user === name) return { uid: Number(uid), gid: Number(gid) }
  }
  return null
}

/** The user Shadowsocks runs as. Without it `nobody` serves, which other programs may share: a problem, stated. */
export async function findUser(name: string, create: boolean, run: RunCommand): Promise<FoundUser> {
  const look = (user: string) => parseUser(readFileSync('/etc/passwd', 'utf8'), user)
  const own = process.getuid?.() ?? 0
  if (own !== 0) {
    return {
      uid: own,
      gid: process.getgid?.() ?? 0,
      problem: 'the agent is not root: no table, no user of its own',
    }
  }
  let found = look(name)
  if (!found && create) {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name])
    found = look(name)
  }
  if (found && found.uid !== 0) return { ...found, problem: null }
  const nobody = look('nobody') ?? { uid: 65_534, gid: 65_534 }
  return {
    ...nobody,
    problem: `there is no user ${name}: Shadowsocks runs as nobody, with whatever else does`,
  }
}
