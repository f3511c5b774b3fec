import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { RequestMark } from '../kernel/actor.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'

/** As in the IETF draft of this name: the sender chooses a new value for each thing he wants done, and keeps it to try again. */
export const idempotencyHeader = 'idempotency-key'

const keyForm = /^[\w-]{16,64}$/

/** The mark of a request that carries a key; undefined where it has none, or only reads. */
export function requestMarkOf(request: FastifyRequest): Outcome<RequestMark | undefined> {
  const key = request.headers[idempotencyHeader]
  if (key === undefined || request.method === 'GET' || request.method === 'HEAD') return succeed(undefined)
  if (typeof key !== 'string' || !keyForm.test(key)) {
    const problem = 'must be 16 to 64 letters, digits, _ or -'
    return fail('bad_request', { problems: [{ at: `headers.${idempotencyHeader}`, problem }] })
  }
  return succeed({ key, callId: randomBytes(16).toString('hex') })
}
