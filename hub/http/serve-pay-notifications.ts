import { PassThrough, type Readable } from 'node:stream'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { RawNotification } from '../payments/payment-provider.ts'
import type { NotificationAnswer } from '../payments/receive-notification.ts'

/** Where a provider sends its notifications, under the public address. */
export const notifyPath = '/pay/wechat/notify'

/** Far more than any notification has. */
const bodyLimit = 64 * 1024
/** A notification comes in one piece: whoever dribbles is nobody we wait for. */
const defaultBodyMs = 5_000
/** What cannot be verified at once is answered 503, and sent again. */
const mostAtOnce = 200

export interface PayNotifications {
  /** Resolves when everything that was acknowledged is done. */
  idle(): Promise<void>
}

/**
 * `POST /pay/wechat/notify` on the public listener: the exact bytes are what is signed. Who sends what verifies is
 * never limited; the rest is bounded by size, time and number.
 */
export function servePayNotifications(
  app: FastifyInstance,
  receive: (raw: RawNotification) => Promise<NotificationAnswer>,
  bodyWithinMs = defaultBodyMs,
): PayNotifications {
  const inHand = new Set<Promise<unknown>>()
  let verifying = 0
  void app.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    )
    scope.addHook('preParsing', async (_request, reply, payload) => limitTime(reply, payload, bodyWithinMs))
    // In the provider's own form, and nothing of what went wrong.
    scope.setErrorHandler((error: FastifyError, _request, reply) => {
      const status = error.statusCode ?? 500
      return reply.code(status).send(said(status < 500 ? 'not taken' : 'not stored: send it again'))
    })
    scope.post(notifyPath, { bodyLimit, config: { rateLimit: false } }, async (request, reply) => {
      if (!Buffer.isBuffer(request.body)) return reply.code(400).send(said('the body is missing'))
      if (verifying >= mostAtOnce) return reply.code(503).send(said('busy: send it again'))
      verifying += 1
      const answer = await receive({ headers: request.headers, body: request.body }).finally(() => {
        verifying -= 1
      })
      const { status, work } = answer
      if (work !== undefined) {
        reply.raw.once('close', () => {
          const done = work().finally(() => inHand.delete(done))
          inHand.add(done)
        })
      }
      if (status === 204) return reply.code(204).send()
      return reply.code(status).send(said(status === 401 ? 'not verified' : 'not stored: send it again'))
    })
  })
  return {
    async idle() {
      // The work begins when the answer is out.
      await new Promise(resolve => setImmediate(resolve))
      while (inHand.size > 0) await Promise.allSettled(inHand)
    },
  }
}

/** The same body, which ends as too slow (408) where it is not whole in time. */
function limitTime(reply: FastifyReply, body: Readable, withinMs: number): Readable {
  const limited = new PassThrough()
  const timer = setTimeout(() => {
    reply.header('connection', 'close')
    limited.destroy(Object.assign(new Error('the body came too slowly'), { statusCode: 408 }))
  }, withinMs)
  const stop = () => clearTimeout(timer)
  body.once('end', stop)
  // Answered before it was whole: nobody listens any more.
  reply.raw.once('close', stop)
  limited.on('error', stop)
  return body.pipe(limited)
}

const said = (message: string) => ({ code: 'FAIL', message })
