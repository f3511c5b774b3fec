import type { AnyEndpoint, EndpointAnswer, EndpointRequest } from '../contract/endpoint.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { BoundEndpoint } from './handlers.ts'
import { type RunOptions, runEndpoint } from './run-endpoint.ts'

/** What a call inside the process sends: parts that the endpoint takes none of may be left out. */
export type InProcessRequest<E extends AnyEndpoint> = Partial<EndpointRequest<E>>

export type CallHandler = <E extends AnyEndpoint>(
  endpoint: E,
  request: InProcessRequest<E>,
  actor: Actor,
) => Promise<Outcome<EndpointAnswer<E>>>

/**
 * A way to call endpoints inside the process, as the command line does: the same rights, parsing and checks as over
 * HTTP. An operator has the rights of his role, the command line all of them; there is no session.
 */
export function createCallHandler(bound: readonly BoundEndpoint[], options: RunOptions): CallHandler {
  const byName = new Map(bound.map(one => [one.endpoint.name, one]))
  return async <E extends AnyEndpoint>(endpoint: E, request: InProcessRequest<E>, actor: Actor) => {
    const found = byName.get(endpoint.name)
    if (!found) throw new Error(`no handler for ${endpoint.name}`)
    const { params, query, body } = request
    const outcome = await runEndpoint(
      found,
      { params, query, body },
      { actor, session: null, address: '', userAgent: '', credential: 'none', keepSession: () => {} },
      options,
    )
    // runEndpoint parsed the answer with this endpoint's own schema.
    return outcome as Outcome<EndpointAnswer<E>>
  }
}
