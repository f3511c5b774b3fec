import { callEndpoint, findEndpoint } from '../hub-client/call-endpoint.ts'
import { CallError } from '../hub-client/call-error.ts'
import { HubConnection } from '../hub-client/connection.ts'
import { lookAtHub } from '../hub-client/look-at-hub.ts'
import { openLine } from '../hub-client/open-line.ts'
import type { ParsedInput, PushName, PushPayload } from '../ipc-contract/channels.ts'
import { openDraftStore } from '../profiles/draft-store.ts'
import { openProfileStore } from '../profiles/profile-store.ts'
import { type Keyring, openTokenStore } from '../profiles/token-store.ts'
import { type AnswerCall, bindChannels, type Handlers } from './bind-channels.ts'
import type { Desktop } from './desktop.ts'
import { sessionHandlers } from './session-handlers.ts'

export interface ConsoleDeps {
  /** Where profiles, tokens and drafts are kept. */
  readonly folder: string
  readonly keyring: Keyring
  readonly desktop: Desktop
  push<P extends PushName>(name: P, payload: PushPayload<P>): void
  /** An error that nobody expected. */
  report(error: unknown): void
}

export interface Console {
  readonly answer: AnswerCall
  readonly connection: HubConnection
  /** Goes to a hub of this computer with a session that was opened elsewhere; it is not stored. */
  enter(session: { readonly name: string; readonly address: string; readonly token: string }): Promise<void>
  close(): void
}

/** Sessions are opened and ended by channels of their own, so that no token reaches a window. */
const ownChannels =
  /^session\.(signIn|signOut|verifySecondFactor|changePassword|beginSecondFactor|confirmSecondFactor)$/

/** The main process without Electron: everything that a window may ask for. */
export function createConsole({ folder, keyring, desktop, push, report }: ConsoleDeps): Console {
  const profiles = openProfileStore(folder)
  const tokens = openTokenStore(folder, keyring)
  const drafts = openDraftStore(folder)
  const running = new Map<string, AbortController>()
  const connection = new HubConnection({
    openLine,
    changed: state => push('connection.changed', state),
    event: event => push('hub.event', event),
    missed: () => push('hub.eventsMissed', {}),
    readToken: tokens.read,
    forgetToken: tokens.forget,
    now: Date.now,
    random: Math.random,
  })

  async function callHub({ endpoint: name, callId, ...request }: ParsedInput<'hub.call'>): Promise<unknown> {
    const endpoint = ownChannels.test(name) ? undefined : findEndpoint(name)
    if (endpoint === undefined) throw new CallError('call_refused', { endpoint: name })
    const { line, token } = connection.means
    if (token === null) throw new CallError('not_connected')
    const ending = new AbortController()
    if (callId !== undefined) running.set(callId, ending)
    try {
      return await callEndpoint(line, endpoint, { ...request, token, signal: ending.signal })
    } catch (error) {
      if (error instanceof CallError) await connection.learnFrom(error.failure)
      throw error
    } finally {
      if (callId !== undefined) running.delete(callId)
    }
  }

  const handlers: Handlers = {
    'app.read': () => desktop.describe(),
    'profiles.list': async () => [...(await profiles.list())],
    'profiles.look': ({ address, route, sshSecret }) => lookAtHub(address, route, sshSecret ?? null),
    'profiles.save': input => profiles.save(input),
    async 'profiles.remove'({ id }) {
      if (connection.profile?.id === id) connection.close()
      await tokens.forget(id)
      await profiles.remove(id)
      return {}
    },
    'connection.read': () => connection.state,
    'connection.open': async ({ profileId, sshSecret }) =>
      connection.open(await profiles.read(profileId), sshSecret ?? null),
    'connection.retry'() {
      connection.retry()
      return connection.state
    },
    'connection.close': () => connection.close(),
    ...sessionHandlers({ connection, profiles, tokens }),
    'hub.call': callHub,
    'hub.cancel'({ callId }) {
      running.get(callId)?.abort()
      return {}
    },
    'file.save': async input => ({ file: await desktop.saveFile(input) }),
    'file.pick': async ({ what }) => ({ file: await desktop.pickFile(what) }),
    'clipboard.write'({ text }) {
      desktop.writeClipboard(text)
      return {}
    },
    async 'external.open'({ url }) {
      if (!/^(https:|mailto:)/.test(url)) throw new CallError('call_refused', { url })
      await desktop.openExternal(url)
      return {}
    },
    'drafts.read': async ({ key }) => ({ draft: await drafts.read(key) }),
    async 'drafts.write'({ key, draft }) {
      await drafts.write(key, draft)
      return {}
    },
    'desktop.alert'(alert) {
      desktop.alert(alert)
      return {}
    },
    'window.dress'(dress) {
      desktop.dress(dress)
      return {}
    },
  }
  return {
    answer: bindChannels(handlers, report),
    connection,
    async enter({ name, address, token }) {
      const known = (await profiles.list()).find(one => one.address === address)
      const trust = { kind: 'loopback' } as const
      const profile =
        known ??
        (await profiles.save({
          id: null,
          name,
          address,
          route: { kind: 'direct' },
          trust,
          sshHostKey: null,
        }))
      await tokens.keep(profile.id, token, 'memory')
      await connection.open(profile, null)
    },
    close: () => connection.close(),
  }
}
