import type { Hub } from '../../hub/app.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import type { InProcessRequest } from '../../hub/http/call-handler.ts'
import type { Actor } from '../../hub/kernel/actor.ts'

const actor: Actor = { kind: 'command-line', name: 'demo' }

/** Calls an endpoint of the demo's own hub; an expected failure is a bug of the demo and is thrown. */
export async function askHub<E extends AnyEndpoint>(
  hub: Hub,
  endpoint: E,
  request: InProcessRequest<E>,
): Promise<EndpointAnswer<E>> {
  const outcome = await hub.call(endpoint, request, actor)
  if (!outcome.ok) throw new Error(`${endpoint.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`)
  return outcome.value
}
