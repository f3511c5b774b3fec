import type { FastifyInstance } from 'fastify'
import type { RawNotification } from '../payments/payment-provider.ts'
import type { NotificationAnswer } from '../payments/receive-notification.ts'

/** Where a provider sends its notifications, under the public address. */
export const notifyPath = '/pay/wechat/notify'

/** Far more than any notification has. */
const bodyLimit = 64 * 1024
/** What cannot be verified at once is answered 503, and sent again. */
const mostAtOnce = 200

export interface PayNotifications {
  /** Resolves when everything that was acknowledged is done. */
  idle(): Promise<void>
}

/**
 * `POST /pay/wechat/notify` on the public listener: the exact bytes are what is signed. Who sends what verifies is
 * never limited; the rest is bounded by size and number.
 */
export function servePayNotifications(
  app: FastifyInstance,
  receive: (raw: RawNotification) => Promise<NotificationAnswer>,
): PayNotifications {
  const inHand = new Set<Promise<unknown>>()
  let verifying = 0
  void app.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    )
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

const said = (message: string) => ({ code: 'FAIL', message })
