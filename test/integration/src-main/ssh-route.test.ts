import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsole } from '../../../src-main/ipc/create-console.ts'
import type { Desktop } from '../../../src-main/ipc/desktop.ts'
import type { ChannelAnswer, ChannelInput, ChannelName } from '../../../src-main/ipc-contract/channels.ts'
import { addStaff } from '../../harness/console/staff.ts'
import { sqlite } from '../../harness/engines.ts'
import { missingParts } from '../../harness/missing-parts.ts'
import { eventually, freePort } from '../../harness/processes.ts'
import { passphrase, type SshServer, startSshServer } from '../../harness/ssh-server.ts'
import { tempFolder } from '../../harness/temp-folder.ts'
import { startWholeHub, type WholeHub } from '../../harness/whole-hub.ts'

const missing = missingParts(['root', 'sshd', 'ssh-keygen'])
const noDesktop: Desktop = {
  describe: () => ({ version: '', platform: '', locale: '', hasKeyring: false, shell: 'browser' }),
  saveFile: async () => null,
  pickFile: async () => null,
  writeClipboard: () => {},
  openExternal: async () => {},
  alert: () => {},
  dress: () => {},
}
const noKeyring = { isSafe: () => false, encrypt: (text: string) => text, decrypt: (text: string) => text }

function openConsole(folder: string) {
  const parts = createConsole({
    ...{ folder, keyring: noKeyring, desktop: noDesktop, push: () => {} },
    report: error => {
      throw error
    },
  })
  return {
    ...parts,
    ask: async <C extends ChannelName>(name: C, input: ChannelInput<C>) => {
      const outcome = await parts.answer(name, input)
      if (!outcome.ok) return outcome.code
      return outcome.value as ChannelAnswer<C>
    },
  }
}

describe.skipIf(missing !== '')(`a hub behind an SSH server ${missing}`, () => {
  let stack: AsyncDisposableStack
  let hub: WholeHub
  let ssh: SshServer
  let address: string
  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    const database = stack.use(await sqlite.createDatabase())
    const port = await freePort()
    const settings = { SLUICE_ADMIN_PORT: String(port), SLUICE_ADMIN_TLS_CERTIFICATE: 'self' }
    hub = stack.use(await startWholeHub(database.config, { settings }))
    ssh = stack.use(await startSshServer())
    address = `https://127.0.0.1:${port}`
  })
  afterAll(() => stack.disposeAsync())

  const route = (signIn: object) =>
    ({ kind: 'ssh', host: '127.0.0.1', port: ssh.port, user: 'root', signIn }) as Extract<
      ChannelInput<'profiles.look'>['route'],
      { kind: 'ssh' }
    >

  it('is signed in to through it, its certificate checked inside; another host key is refused', async () => {
    using folder = tempFolder('console')
    const console = openConsole(folder.path)
    const owner = await addStaffOverTls(hub)
    const byKey = route({ kind: 'key', file: ssh.keyFile })
    const seen = await console.ask('profiles.look', { address, route: byKey })
    if (typeof seen === 'string') throw new Error(seen)
    expect(seen.trust.kind).toBe('authority')
    expect(seen.sshHostKey).toMatch(/^[0-9a-f]{64}$/)
    const { trust, sshHostKey } = seen
    const profile = await console.ask('profiles.save', {
      ...{ id: null, name: 'Behind', address, route: byKey, trust, sshHostKey },
    })
    if (typeof profile === 'string') throw new Error(profile)
    expect(await console.ask('connection.open', { profileId: profile.id })).toMatchObject({
      kind: 'signed-out',
    })
    const { email, password } = owner
    const signedIn = await console.ask('session.signIn', { email, password, keep: 'memory' })
    expect(signedIn).toMatchObject({ kind: 'online', operator: { role: 'owner' } })

    await ssh.changeHostKey()
    await eventually(
      'the changed key to be refused',
      () => console.connection.state.kind === 'refused',
      30_000,
    )
    expect(console.connection.state).toMatchObject({ failure: { code: 'ssh_host_key_changed' } })
    console.close()
  })

  it('says what is wrong with a key: its passphrase is missing, it is not let in, it is not there', async () => {
    using folder = tempFolder('console')
    const console = openConsole(folder.path)
    const look = (signIn: object, sshSecret?: string) =>
      console.ask('profiles.look', { address, route: route(signIn), ...(sshSecret ? { sshSecret } : {}) })
    const locked = { kind: 'key', file: ssh.lockedKeyFile }
    expect(await look(locked)).toBe('ssh_key_unreadable')
    expect(await look(locked, 'not it')).toBe('ssh_key_unreadable')
    expect(await look(locked, passphrase)).toMatchObject({ trust: { kind: 'authority' } })
    expect(await look({ kind: 'key', file: '/no/such/key' })).toBe('ssh_key_unreadable')
    expect(await look({ kind: 'password' }, 'guess')).toBe('ssh_sign_in_refused')
    const nowhere = { ...route(locked), port: await freePort() }
    expect(await console.ask('profiles.look', { address, route: nowhere, sshSecret: passphrase })).toBe(
      'ssh_unreachable',
    )
  })

  it('keeps tokens in clear only where the operator says so', async () => {
    using folder = tempFolder('console')
    const console = openConsole(folder.path)
    const { email, password } = await addStaffOverTls(hub)
    const byKey = route({ kind: 'key', file: ssh.keyFile })
    const seen = await console.ask('profiles.look', { address, route: byKey })
    if (typeof seen === 'string') throw new Error(seen)
    const { trust, sshHostKey } = seen
    const profile = await console.ask('profiles.save', {
      ...{ id: null, name: 'Kept', address, route: byKey, trust, sshHostKey },
    })
    if (typeof profile === 'string') throw new Error(profile)
    await console.ask('connection.open', { profileId: profile.id })
    expect(await console.ask('session.signIn', { email, password, keep: 'keyring' })).toBe('keyring_missing')
    expect(await console.ask('session.signIn', { email, password, keep: 'clear' })).toMatchObject({
      kind: 'online',
    })
    console.close()
    const again = openConsole(folder.path)
    expect(await again.ask('connection.open', { profileId: profile.id })).toMatchObject({ kind: 'online' })
    again.close()
  })
})

let staff = 0
/** The hub is reached here without its certificate: this is no test of TLS. */
async function addStaffOverTls(hub: WholeHub) {
  staff += 1
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    return await addStaff(hub.hub, hub.addresses.admin, 'owner', `Owner ${'i'.repeat(staff)}`)
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  }
}
