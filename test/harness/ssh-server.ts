import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../scripts/lab/ip-command.ts'
import { runProcess } from '../../scripts/lab/run-process.ts'
import { freePort, waitForPort } from './processes.ts'
import { tempFolder } from './temp-folder.ts'

export interface SshServer extends AsyncDisposable {
  readonly port: number
  /** A private key that it lets in as root, and the same behind a passphrase. */
  readonly keyFile: string
  readonly lockedKeyFile: string
  /** Ends it and starts it on the same port with another host key. */
  changeHostKey(): Promise<void>
}

export const passphrase = 'open sesame'

/** A real OpenSSH server on loopback that takes one key and forwards connections. */
export async function startSshServer(): Promise<SshServer> {
  const folder = tempFolder('sshd')
  const at = (name: string) => join(folder.path, name)
  const makeKey = (name: string, secret = '') =>
    run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', secret, '-f', at(name)])
  await makeKey('host')
  await makeKey('key')
  await makeKey('locked', passphrase)
  const publicKeys = await Promise.all(['key.pub', 'locked.pub'].map(name => run(['cat', at(name)])))
  writeFileSync(at('authorized'), publicKeys.join(''), { mode: 0o600 })
  mkdirSync('/run/sshd', { recursive: true })
  const port = await freePort()
  const start = async (hostKey: string) => {
    const options = {
      ...{
        ListenAddress: '127.0.0.1',
        Port: port,
        HostKey: at(hostKey),
        AuthorizedKeysFile: at('authorized'),
      },
      ...{
        PidFile: 'none',
        UsePAM: 'no',
        StrictModes: 'no',
        PasswordAuthentication: 'no',
        PermitRootLogin: 'yes',
      },
    }
    const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
    const server = await runProcess(['/usr/sbin/sshd', '-D', '-e', '-f', '/dev/null', ...words])
    await waitForPort(port)
    return server
  }
  let server = await start('host')
  const stop = async () => {
    // Every connection has a process of its own, which outlives the one that listens.
    await run(['pkill', '-KILL', '-P', String(server.pid)]).catch(() => {})
    await server.stop()
  }
  return {
    port,
    keyFile: at('key'),
    lockedKeyFile: at('locked'),
    async changeHostKey() {
      await stop()
      await makeKey('host2')
      server = await start('host2')
    },
    async [Symbol.asyncDispose]() {
      await stop()
      folder[Symbol.dispose]()
    },
  }
}
