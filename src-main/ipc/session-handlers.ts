import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  signIn,
  signOut,
  verifySecondFactor,
} from '../../hub/contract/admin/session.ts'
import { callEndpoint } from '../hub-client/call-endpoint.ts'
import { CallError } from '../hub-client/call-error.ts'
import type { HubConnection } from '../hub-client/connection.ts'
import type { ProfileStore } from '../profiles/profile-store.ts'
import type { Keeping, TokenStore } from '../profiles/token-store.ts'
import type { Handlers } from './bind-channels.ts'

export interface SessionDeps {
  readonly connection: HubConnection
  readonly profiles: ProfileStore
  readonly tokens: TokenStore
}

type SessionHandlers = Pick<Handlers, Extract<keyof Handlers, `session.${string}`>>

/** Sign-in and what follows it. Tokens go from the hub's answer into the store, and never to a window. */
export function sessionHandlers({ connection, profiles, tokens }: SessionDeps): SessionHandlers {
  const profileId = () => {
    const { profile } = connection
    if (profile === null) throw new CallError('not_connected')
    return profile.id
  }

  async function take(token: string | null, keeping?: Keeping) {
    if (token === null) throw new CallError('hub_answer_unknown')
    await tokens.keep(profileId(), token, keeping)
    return connection.takeToken(token)
  }

  return {
    async 'session.signIn'({ email, password, keep }) {
      const { line } = connection.means
      const body = { email, password, keep: 'token' as const }
      const { token } = await callEndpoint(line, signIn, { token: null, body })
      await profiles.remember(profileId(), email)
      return take(token, keep)
    },
    async 'session.verifySecondFactor'({ code }) {
      const { line, token: half } = connection.means
      const { token } = await callEndpoint(line, verifySecondFactor, { token: half, body: { code } })
      return take(token)
    },
    async 'session.changePassword'(body) {
      const { line, token: half } = connection.means
      const { token } = await callEndpoint(line, changePassword, { token: half, body })
      return take(token)
    },
    async 'session.beginSecondFactor'(body) {
      const { line, token } = connection.means
      return callEndpoint(line, beginSecondFactor, { token, body })
    },
    async 'session.confirmSecondFactor'(body) {
      const { line, token: before } = connection.means
      const answer = await callEndpoint(line, confirmSecondFactor, { token: before, body })
      await take(answer.session.token)
      return { recoveryCodes: answer.recoveryCodes }
    },
    async 'session.signOut'() {
      const { line, token } = connection.means
      // Signing out works without the hub as well: the token is forgotten here.
      if (token !== null) await callEndpoint(line, signOut, { token }).catch(() => {})
      return connection.takeToken(null)
    },
  }
}
