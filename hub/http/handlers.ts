import type { AnyEndpoint, EndpointAnswer, EndpointInput } from '../contract/endpoint.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { CurrentSession } from '../operators/session-store.ts'

/** Who calls, and from where. */
export interface CallContext {
  /** `system:http` where nobody is signed in. */
  readonly actor: Actor
  /** Null where nobody is signed in, and for calls of the command line. */
  readonly session: CurrentSession | null
  /** The client's address; empty for calls of the command line. */
  readonly address: string
  readonly userAgent: string
  /** How the session was shown. */
  readonly credential: 'cookie' | 'bearer' | 'none'
  /** Called by sign-in and sign-out alone: HTTP sets or clears the cookie. */
  keepSession(session: { readonly token: string } | null): void
}

/** What answers an endpoint: given parsed input, after rights were checked. */
export type Handler<E extends AnyEndpoint> = (
  input: EndpointInput<E>,
  context: CallContext,
) => Promise<Outcome<EndpointAnswer<E>>>

/**
 * A handler for every endpoint of a list, by its name: `HandlerTable<typeof userEndpoints>`. One that is missing or
 * has another shape does not compile.
 */
export type HandlerTable<List extends readonly AnyEndpoint[]> = {
  readonly [E in List[number] as E['name']]: Handler<E>
}

// biome-ignore lint/suspicious/noExplicitAny: a list of handlers of every shape; bindHandlers pairs them with types
export type AnyHandler = Handler<any>

/** An endpoint with what answers it. */
export interface BoundEndpoint {
  readonly endpoint: AnyEndpoint
  readonly handler: AnyHandler
}

/** Pairs a list of endpoints with their handlers: `bindHandlers(userEndpoints, userHandlers(deps))`. */
export function bindHandlers<const List extends readonly AnyEndpoint[]>(
  endpoints: List,
  handlers: NoInfer<HandlerTable<List>>,
): readonly BoundEndpoint[] {
  const table = new Map<string, AnyHandler>(Object.entries(handlers))
  return endpoints.map(endpoint => {
    const handler = table.get(endpoint.name)
    if (handler === undefined) throw new Error(`no handler for ${endpoint.name}`)
    return { endpoint, handler }
  })
}
