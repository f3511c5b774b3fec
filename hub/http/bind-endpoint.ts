import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, RequestMark } from '../kernel/actor.ts'
import { fail } from '../kernel/outcome.ts'
import { answerFailure } from './answer-failure.ts'
import { type AuthenticateDeps, authenticate, type Caller, lacksCsrfToken } from './authenticate.ts'
import { refuseCall } from './call-rule.ts'
import type { BoundEndpoint, CallContext } from './handlers.ts'
import { requestMarkOf } from './request-mark.ts'
import { type RunOptions, runEndpoint, standingOf } from './run-endpoint.ts'

export interface BindDeps extends AuthenticateDeps, RunOptions {
  readonly isTls: boolean
}

const nobody: Caller = { session: null, credential: 'none' }
const anonymous: Actor = { kind: 'system', name: 'http' }

/** Makes an endpoint answer over HTTP. The only way by which one does. */
export function bindEndpoint(app: FastifyInstance, bound: BoundEndpoint, deps: BindDeps): void {
  const { endpoint } = bound
  // Held per request from its headers to its handler; a request that ends early is forgotten with its object.
  const callers = new WeakMap<FastifyRequest, Caller>()
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    // Before the body is read: who may not call cannot make the hub read it.
    onRequest: async (request, reply) => {
      const caller = endpoint.auth === 'none' ? nobody : await authenticate(deps, request)
      const failure = refuseRequest(bound, request, caller)
      if (failure !== null) return answerFailure(reply, fail(failure))
      callers.set(request, caller)
    },
    handler: async (request, reply) => {
      const caller = callers.get(request) ?? nobody
      const mark = requestMarkOf(request)
      if (!mark.ok) return answerFailure(reply, mark)
      const context = contextOf(deps, request, reply, caller, mark.value)
      const raw = { params: request.params, query: request.query, body: request.body }
      const outcome = await runEndpoint(bound, raw, context, deps)
      return outcome.ok ? reply.send(outcome.value) : answerFailure(reply, outcome)
    },
  })
}

/** Why a request may not go on to an endpoint, judged by its headers alone. */
export function refuseRequest(
  { endpoint }: Pick<BoundEndpoint, 'endpoint'>,
  request: FastifyRequest,
  caller: Caller,
): Parameters<typeof fail>[0] | null {
  const refusal = refuseCall(endpoint, standingOf({ actor: actorOf(caller), session: caller.session }))
  if (refusal !== null) return refusal
  return lacksCsrfToken(request, caller) ? 'csrf_refused' : null
}

function actorOf({ session }: Caller, mark?: RequestMark): Actor {
  if (session === null) return anonymous
  const { id, name, role } = session.operator
  return { kind: 'operator', id, name, role, ...(mark === undefined ? {} : { request: mark }) }
}

function contextOf(
  deps: BindDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  mark: RequestMark | undefined,
): CallContext {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: deps.isTls } as const
  return {
    actor: actorOf(caller, mark),
    session: caller.session,
    credential: caller.credential,
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    keepSession(session) {
      if (session === null) reply.clearCookie(deps.cookieName, cookie)
      else reply.setCookie(deps.cookieName, session.token, cookie)
    },
  }
}
