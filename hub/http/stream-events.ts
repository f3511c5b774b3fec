import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type HubEvent, streamEvents } from '../contract/admin/events.ts'
import type { EventFeed } from '../events/event-feed.ts'
import type { EventQueue } from '../events/event-queue.ts'
import { fail } from '../kernel/outcome.ts'
import { type CurrentSession, findSession } from '../operators/session-store.ts'
import { answerFailure } from './answer-failure.ts'
import { authenticate } from './authenticate.ts'
import { type BindDeps, refuseRequest } from './bind-endpoint.ts'
import { refuseCall } from './call-rule.ts'
import { standingOf } from './run-endpoint.ts'

/** How often the session is looked at, and a sign of life is sent, while nothing happens. */
const defaultHeartbeatMs = 5_000
const mostStreams = 200
const mostStreamsOfOne = 10

/** GET /v1/events: server-sent events until the client leaves, the session ends or the hub stops. */
export function bindEventStream(
  app: FastifyInstance,
  feed: EventFeed,
  deps: BindDeps & { readonly heartbeatMs?: number | undefined },
): void {
  const heartbeatMs = deps.heartbeatMs ?? defaultHeartbeatMs
  const open = new Map<number, number>()
  let total = 0

  function enter(operatorId: number): boolean {
    const own = open.get(operatorId) ?? 0
    if (total >= mostStreams || own >= mostStreamsOfOne) return false
    total += 1
    open.set(operatorId, own + 1)
    return true
  }

  function leave(operatorId: number): void {
    total -= 1
    const own = (open.get(operatorId) ?? 1) - 1
    if (own === 0) open.delete(operatorId)
    else open.set(operatorId, own)
  }

  /** Rights may have gone since the stream began. */
  async function mayStay(session: CurrentSession): Promise<boolean> {
    const now = await deps.database.inTransaction(tx => findSession(tx, session.tokenHash, deps.clock.now()))
    if (now === null) return false
    const { id, name, role } = now.operator
    const standing = standingOf({ actor: { kind: 'operator', id, name, role }, session: now })
    return refuseCall(streamEvents, standing) === null
  }

  async function* written(queue: EventQueue, session: CurrentSession): AsyncGenerator<string> {
    let lookedAt = deps.clock.now()
    yield 'retry: 3000\n\n'
    for (;;) {
      const taken = await queue.take(heartbeatMs)
      if (taken === null) return
      const now = deps.clock.now()
      if (now - lookedAt >= heartbeatMs) {
        if (!(await mayStay(session))) return
        lookedAt = now
      }
      if (taken.missed) yield 'event: events.missed\ndata: {}\n\n'
      for (const event of taken.events) yield renderEvent(event)
      if (taken.events.length === 0) yield ': still here\n\n'
    }
  }

  app.get(streamEvents.path, async (request, reply) => {
    const caller = await authenticate(deps, request)
    const refusal = refuseRequest({ endpoint: streamEvents }, request, caller)
    if (refusal !== null) return answerFailure(reply, fail(refusal))
    const { session } = caller
    const query = streamEvents.query.safeParse(request.query)
    if (!query.success) return answerFailure(reply, fail('bad_request'))
    if (session === null || !enter(session.operator.id)) {
      return answerFailure(reply, fail('too_many_requests', { streams: mostStreamsOfOne }))
    }
    const queue = await feed.subscribe(lastEventId(request) ?? query.data.after ?? null).catch(error => {
      leave(session.operator.id)
      throw error
    })
    const stream = Readable.from(written(queue, session))
    stream.once('close', () => {
      queue.close()
      leave(session.operator.id)
    })
    // A generator that waits for events does not notice by itself that its reader has gone.
    reply.raw.once('close', () => queue.close())
    return reply.header('content-type', 'text/event-stream').header('x-accel-buffering', 'no').send(stream)
  })
}

function lastEventId(request: FastifyRequest): number | null {
  const text = request.headers['last-event-id']
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** JSON has no line breaks, and kinds are the hub's own words: nothing in it can end the event early. */
function renderEvent(event: HubEvent): string {
  return `id: ${event.id}\nevent: ${event.kind.replace(/[\r\n]/g, ' ')}\ndata: ${JSON.stringify(event)}\n\n`
}
