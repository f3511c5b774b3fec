import { adminEndpoints } from '../../hub/contract/admin/all.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import { errorBody } from '../../hub/contract/error-body.ts'
import { CallError } from './call-error.ts'
import type { HubLine } from './hub-line.ts'

const byName = new Map(adminEndpoints.map(endpoint => [endpoint.name, endpoint]))

/** The endpoint of that name, or undefined. */
export function findEndpoint(name: string): AnyEndpoint | undefined {
  return byName.get(name)
}

export interface EndpointCall {
  readonly token: string | null
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** For what changes something: sent again under the same one, it is done once. */
  readonly key?: string | undefined
}

/**
 * Calls an endpoint of the contract and parses its answer by it. Throws a `CallError` with the hub's own code where
 * the hub refuses, `call_refused` where the request is not of the endpoint's form.
 */
export async function callEndpoint<E extends AnyEndpoint>(
  line: HubLine,
  endpoint: E,
  call: EndpointCall,
): Promise<EndpointAnswer<E>> {
  const path = buildPath(endpoint.path, asRecord(call.params), asRecord(call.query))
  const takesBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE'
  const answer = await line.request({
    method: endpoint.method,
    path,
    token: call.token,
    ...(takesBody ? { body: call.body ?? {} } : {}),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    ...(call.key === undefined ? {} : { headers: { 'idempotency-key': call.key } }),
  })
  if (answer.status >= 200 && answer.status < 300) {
    const parsed = endpoint.answer.safeParse(answer.body)
    if (parsed.success) return parsed.data as EndpointAnswer<E>
    const [issue] = parsed.error.issues
    throw new CallError('hub_answer_unknown', {
      endpoint: endpoint.name,
      at: issue?.path.join('.') ?? '',
      problem: issue?.message ?? '',
    })
  }
  const failure = errorBody.safeParse(answer.body)
  if (!failure.success) throw new CallError('hub_answer_unknown', { status: answer.status })
  throw new CallError(failure.data.error, failure.data.facts)
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null) throw new CallError('call_refused')
  return value as Record<string, unknown>
}

function buildPath(
  template: string,
  params: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, unknown>>,
): string {
  const path = template.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = params[name]
    if (typeof value !== 'string' && typeof value !== 'number') throw new CallError('call_refused', { name })
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}
