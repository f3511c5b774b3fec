import type { HubEvent } from '../../hub/contract/admin/events.ts'
import { readSession } from '../../hub/contract/admin/session.ts'
import type { EndpointAnswer } from '../../hub/contract/endpoint.ts'
import type { CallFailure } from '../ipc-contract/call-failure.ts'
import type { ConnectionState } from '../ipc-contract/connection.ts'
import type { Profile } from '../ipc-contract/profile.ts'
import { backOffMs } from './back-off-rule.ts'
import { callEndpoint } from './call-endpoint.ts'
import { asCallError, CallError } from './call-error.ts'
import { followEvents } from './event-stream.ts'
import type { HubLine } from './hub-line.ts'

export interface ConnectionDeps {
  openLine(profile: Profile, sshSecret: string | null): Promise<HubLine>
  changed(state: ConnectionState): void
  event(event: HubEvent): void
  /** What is shown may be out of date. */
  missed(): void
  /** The token that was stored, if any. */
  readToken(profileId: string): Promise<string | null>
  forgetToken(profileId: string): Promise<void>
  now(): number
  random(): number
}

type Session = EndpointAnswer<typeof readSession>

/** How often the own session is looked at while all is well. */
const lookMs = 30_000
/** Failures that trying again does not mend. */
const final: readonly CallFailure['code'][] = [
  'hub_certificate_changed',
  'ssh_host_key_changed',
  'ssh_sign_in_refused',
  'ssh_key_unreadable',
  'address_refused',
]

/** The one connection of this program: to one hub, as one operator; its state diagram stands above `connectionState`. */
export class HubConnection {
  readonly #deps: ConnectionDeps
  #state: ConnectionState = { kind: 'none' }
  #profile: Profile | null = null
  #sshSecret: string | null = null
  #line: HubLine | null = null
  #token: string | null = null
  /** Ends the loop of the present connection; a new one for each `open`. */
  #life = new AbortController()
  #wake: (() => void) | null = null
  #isHurried = false
  #lastEvent: number | null = null

  constructor(deps: ConnectionDeps) {
    this.#deps = deps
  }

  get state(): ConnectionState {
    return this.#state
  }

  get profile(): Profile | null {
    return this.#profile
  }

  /** Line and token for a call. Throws what keeps the hub out of reach, or `not_connected` where none was opened. */
  get means(): { readonly line: HubLine; readonly token: string | null } {
    if (this.#line !== null) return { line: this.#line, token: this.#token }
    if ('failure' in this.#state) throw new CallError(this.#state.failure.code, this.#state.failure.facts)
    throw new CallError('not_connected')
  }

  /** Leaves the present hub and goes to this one; settles once it is known how it stands. */
  async open(profile: Profile, sshSecret: string | null): Promise<ConnectionState> {
    this.#end()
    this.#profile = profile
    this.#sshSecret = sshSecret
    this.#token = await this.#deps.readToken(profile.id)
    this.#become({ kind: 'connecting', profileId: profile.id })
    const life = this.#life
    const settled = Promise.withResolvers<void>()
    void this.#live(life, settled.resolve)
    await settled.promise
    return this.#state
  }

  close(): ConnectionState {
    this.#end()
    this.#profile = null
    this.#token = null
    this.#become({ kind: 'none' })
    return this.#state
  }

  /** Tries now what it would try later; while a try is under way, another one follows at once. */
  retry(): void {
    if (this.#wake === null) this.#isHurried = true
    else this.#wake()
  }

  /** Goes on with a token that was just given; null signs out. */
  async takeToken(
    token: string | null,
    because: 'signed-out' | 'ended' = 'signed-out',
  ): Promise<ConnectionState> {
    const profile = this.#profile
    if (profile === null) throw new CallError('not_connected')
    if (token === null) {
      await this.#signedOut(profile, because)
      return this.#state
    }
    this.#token = token
    this.#renewLife()
    const settled = Promise.withResolvers<void>()
    void this.#live(this.#life, settled.resolve)
    await settled.promise
    return this.#state
  }

  /** What a failure of any call says of the connection as a whole. */
  async learnFrom(failure: CallFailure): Promise<void> {
    const profile = this.#profile
    if (profile === null) return
    if (failure.code === 'not_signed_in') await this.#signedOut(profile, 'ended')
    if (failure.code === 'hub_certificate_changed') this.#refuse(profile, failure)
    // Rights or duties of the session are not what they were: ask at once.
    if (failure.code === 'forbidden' || failure.code === 'password_change_required') this.retry()
  }

  /** The loop of one connection: reach, follow, and after a failure wait and begin again. */
  async #live(life: AbortController, settled: () => void): Promise<void> {
    const profile = this.#profile
    if (profile === null) return
    for (let attempt = 1; !life.signal.aborted; attempt += 1) {
      try {
        const isSignedIn = await this.#reach(profile, life)
        settled()
        if (life.signal.aborted || !isSignedIn) return
        attempt = 0
        await this.#follow(life)
      } catch (error) {
        if (life.signal.aborted) return settled()
        const { failure } = asCallError(error)
        if (failure.code === 'not_signed_in') {
          await this.#signedOut(profile, 'ended')
          return settled()
        }
        if (final.includes(failure.code)) {
          this.#refuse(profile, failure)
          return settled()
        }
        const waitMs = backOffMs(Math.max(attempt, 1), this.#deps.random())
        this.#dropLine()
        this.#offline(profile, failure, waitMs)
        settled()
        await this.#sleep(waitMs, life.signal)
      }
    }
  }

  /** Finds out how the session stands; true where it is a whole one. */
  async #reach(profile: Profile, life: AbortController): Promise<boolean> {
    const line = this.#line ?? (await this.#deps.openLine(profile, this.#sshSecret))
    if (life.signal.aborted) {
      if (line !== this.#line) line.close()
      return false
    }
    this.#line = line
    if (this.#token === null) {
      await line.request({ method: 'GET', path: '/healthz', token: null, signal: life.signal })
      this.#become({ kind: 'signed-out', profileId: profile.id, because: 'new' })
      return false
    }
    const cameBack = this.#state.kind === 'offline'
    const isWhole = await this.#look(profile, line, life.signal)
    if (isWhole && cameBack) this.#deps.missed()
    return isWhole
  }

  async #look(profile: Profile, line: HubLine, signal: AbortSignal): Promise<boolean> {
    const began = this.#deps.now()
    const session: Session = await callEndpoint(line, readSession, { token: this.#token, signal })
    if (session.state !== 'full') {
      this.#become({ kind: session.state, profileId: profile.id })
      return false
    }
    const { operator, rights } = session
    const latencyMs = this.#deps.now() - began
    this.#become({ kind: 'online', profileId: profile.id, operator, rights, latencyMs })
    return true
  }

  /** Follows the events, and looks at the session now and then, until one of both fails. */
  async #follow(life: AbortController): Promise<void> {
    const { line } = this.means
    const profile = this.#profile
    const token = this.#token
    if (profile === null || token === null) throw new CallError('not_connected')
    const ending = new AbortController()
    const signal = AbortSignal.any([life.signal, ending.signal])
    const events = followEvents(
      line,
      { token, after: this.#lastEvent, signal },
      {
        event: event => {
          this.#lastEvent = event.id
          this.#deps.event(event)
        },
        missed: () => this.#deps.missed(),
        alive: () => {},
      },
    )
    const looking = async () => {
      for (;;) {
        await this.#sleep(lookMs, signal)
        if (signal.aborted) return
        if (!(await this.#look(profile, line, signal))) throw new CallError('not_signed_in')
      }
    }
    try {
      await Promise.race([events, looking()])
    } finally {
      ending.abort()
      await events.catch(() => {})
    }
  }

  #offline(profile: Profile, failure: CallFailure, waitMs: number): void {
    const before = this.#state
    const known = before.kind === 'online' || before.kind === 'offline' ? before : null
    const now = this.#deps.now()
    this.#become({
      kind: 'offline',
      profileId: profile.id,
      operator: known?.operator ?? null,
      rights: known?.rights ?? [],
      since: before.kind === 'offline' ? before.since : now,
      retryAt: now + waitMs,
      failure,
    })
  }

  async #signedOut(profile: Profile, because: 'signed-out' | 'ended'): Promise<void> {
    this.#token = null
    this.#renewLife()
    await this.#deps.forgetToken(profile.id)
    this.#become({ kind: 'signed-out', profileId: profile.id, because })
  }

  #refuse(profile: Profile, failure: CallFailure): void {
    this.#renewLife()
    this.#dropLine()
    this.#become({ kind: 'refused', profileId: profile.id, failure })
  }

  #become(state: ConnectionState): void {
    this.#state = state
    this.#deps.changed(state)
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#isHurried) {
      this.#isHurried = false
      return Promise.resolve()
    }
    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        if (this.#wake === wake) this.#wake = null
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', wake, { once: true })
      this.#wake = wake
    })
  }

  #renewLife(): void {
    this.#life.abort()
    this.#life = new AbortController()
  }

  #dropLine(): void {
    this.#line?.close()
    this.#line = null
  }

  #end(): void {
    this.#renewLife()
    this.#dropLine()
    this.#lastEvent = null
  }
}
