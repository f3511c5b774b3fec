import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { ErrorBody } from '../contract/error-body.ts'
import { type ErrorCode, errorCodes } from '../contract/error-codes.ts'
import { errorMessage } from '../contract/error-messages.ts'
import type { Logger } from '../kernel/logger.ts'
import { type Failure, fail } from '../kernel/outcome.ts'
import { internal } from './run-endpoint.ts'

/** Answers a failure with its status and body. */
export function answerFailure(reply: FastifyReply, failure: Failure): FastifyReply {
  const { code, facts } = failure
  const wait = facts['retryAfterSeconds']
  if (code === 'too_many_requests' && typeof wait === 'number') reply.header('retry-after', String(wait))
  const body: ErrorBody = { error: code, message: errorMessage(code, facts), facts }
  return reply.code(errorCodes[code]).send(body)
}

/** Gives what the server itself refuses (too large, malformed, unknown, too many) the contract's form too. */
export function answerFailuresOf(app: FastifyInstance, logger: Logger): void {
  app.setNotFoundHandler((_request, reply) => answerFailure(reply, fail('not_found')))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) return answerFailure(reply, internal(request.routeOptions.url ?? '?', error, logger))
    return answerFailure(reply, fail(codeOf(status), { reason: error.code, problem: error.message }))
  })
}

function codeOf(status: number): ErrorCode {
  if (status === 413) return 'too_large'
  if (status === 429) return 'too_many_requests'
  if (status === 404) return 'not_found'
  return 'bad_request'
}
