import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import ssh2 from 'ssh2'
import { CallError } from '../hub-client/call-error.ts'
import type { Dial } from '../hub-client/connect-socket.ts'
import type { SshRoute } from '../ipc-contract/profile.ts'

export interface SshTunnel {
  /** Opens a TCP connection as from the SSH server. */
  readonly dial: Dial
  /** SHA-256 of the server's host key, lower-case hex. */
  readonly hostKey: string
  close(): void
}

export interface SshTunnelOptions {
  /** Null on first contact: whatever key is shown is reported, and a person decides before it is saved. */
  readonly expectedHostKey: string | null
  /** The password, or the passphrase of the key. Never stored. */
  readonly secret: string | null
}

const readyMs = 15_000

/**
 * Signs in to an SSH server (RFC 4252) and forwards connections from it (direct-tcpip, RFC 4254 section 7.2). Throws
 * `ssh_host_key_changed`, `ssh_sign_in_refused`, `ssh_key_unreadable` or `ssh_unreachable`.
 */
export async function openSshTunnel(route: SshRoute, options: SshTunnelOptions): Promise<SshTunnel> {
  const credentials = await readCredentials(route, options.secret)
  const client = new ssh2.Client()
  let hostKey = ''
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve)
    client.once('error', error => reject(asSshError(error, options.expectedHostKey, hostKey)))
    client.connect({
      host: route.host,
      port: route.port,
      username: route.user,
      readyTimeout: readyMs,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      ...credentials,
      hostVerifier: (key: Buffer) => {
        hostKey = createHash('sha256').update(key).digest('hex')
        return options.expectedHostKey === null || hostKey === options.expectedHostKey
      },
    })
  })
  // What breaks later ends the streams that were forwarded; whoever uses them is told there.
  client.on('error', () => {})
  return {
    hostKey,
    dial: (host, port) =>
      new Promise((resolve, reject) => {
        client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
          if (error === undefined) resolve(channel)
          else reject(new CallError('hub_unreachable', { reason: error.message, through: route.host }))
        })
      }),
    close: () => client.end(),
  }
}

async function readCredentials(route: SshRoute, secret: string | null): Promise<ssh2.ConnectConfig> {
  switch (route.signIn.kind) {
    case 'password':
      return { password: secret ?? '' }
    case 'agent': {
      const agent = process.env['SSH_AUTH_SOCK']
      if (agent === undefined)
        throw new CallError('ssh_sign_in_refused', { reason: 'no SSH agent runs here' })
      return { agent }
    }
    case 'key': {
      const { file } = route.signIn
      const privateKey = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        throw new CallError('ssh_key_unreadable', { file, reason: error.code ?? error.message })
      })
      const parsed = ssh2.utils.parseKey(privateKey, secret ?? undefined)
      if (parsed instanceof Error) throw new CallError('ssh_key_unreadable', { file, reason: parsed.message })
      return { privateKey, ...(secret === null ? {} : { passphrase: secret }) }
    }
  }
}

function asSshError(error: Error & { level?: string }, expected: string | null, found: string): CallError {
  if (expected !== null && found !== '' && found !== expected) {
    return new CallError('ssh_host_key_changed', { expected, found })
  }
  if (error.level === 'client-authentication') return new CallError('ssh_sign_in_refused')
  return new CallError('ssh_unreachable', { reason: error.message })
}
