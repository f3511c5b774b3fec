import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The programs outside npm that tests use, the Debian package of each, and what is not tested without it.
 * @type {readonly { program: string, debian: string, without: string }[]}
 */
export const testParts = [
  { program: 'nft', debian: 'nftables', without: 'counting and closing ports in the kernel' },
  { program: 'ip', debian: 'iproute2', without: 'everything that runs in network namespaces' },
  { program: 'tc', debian: 'iproute2', without: 'rate limits in network namespaces' },
  { program: 'ss-manager', debian: 'shadowsocks-libev', without: 'real Shadowsocks servers and clients' },
  { program: 'mariadbd', debian: 'mariadb-server', without: 'the database engine of production' },
  { program: 'setpriv', debian: 'util-linux', without: 'running parts as another user' },
  { program: 'ps', debian: 'procps', without: 'memory figures' },
  { program: 'openssl', debian: 'openssl', without: 'foreign certificates' },
  { program: 'chromium', debian: 'chromium fonts-noto-cjk', without: 'the customer page in a real browser' },
  {
    program: 'Xvfb',
    debian: 'xvfb xauth libgtk-3-0 libnss3 libasound2 libgbm1',
    without: 'the console in a real Electron',
  },
  { program: 'sshd', debian: 'openssh-server', without: 'a hub behind an SSH server' },
  { program: 'tcpdump', debian: 'tcpdump', without: 'packets seen on the wire' },
]

/** The parts that this machine lacks. */
export function missingParts() {
  return testParts.filter(part => !hasProgram(part.program))
}

/** @param {string} program */
function hasProgram(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some(folder => isExecutable(join(folder, program)))
}

/** @param {string} path */
function isExecutable(path) {
  if (!existsSync(path)) return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
