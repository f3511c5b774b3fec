import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { errorMessage } from '../contract/error-messages.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Vault } from '../secrets/vault.ts'
import { buildSubscriptionHeaders, matchesEtag } from './build-subscription-headers.ts'
import { chooseFormat, type SubscriptionFormat } from './choose-format-rule.ts'
import { etagOf } from './etag-of.ts'
import { limitTokenRequests } from './limit-token-requests.ts'
import { limitUnknownTokens } from './limit-unknown-tokens.ts'
import { pageStyle, renderNoPage, renderPage } from './render-page.ts'
import { renderSubscription } from './render-subscription.ts'
import type { KeptSubscription, SubscriptionAnswer, SubscriptionCache } from './subscription-cache.ts'
import { isToken, tokenHashOf } from './subscription-link.ts'

export interface ServeSubscriptionsDeps {
  readonly clock: Clock
  readonly vault: Pick<Vault, 'hash'>
  readonly timeZone: string
  readonly subscriptionCache: SubscriptionCache
}

/** Nothing is loaded and nothing runs; the styles are the page's own. */
const styleDigest = createHash('sha256').update(pageStyle).digest('base64')
const pagePolicy = `default-src 'none'; style-src 'sha256-${styleDigest}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

interface Request {
  Params: { token: string; format?: string }
  Querystring: { format?: unknown }
}

/**
 * `GET /s/<token>` and `/s/<token>/<format>` on the public listener. An unknown token and an unknown format are not
 * found; who asks for many unknown tokens waits, but is answered where the token is one that is kept already. Of one
 * token a minute has only so many answers.
 */
export function serveSubscriptions(app: FastifyInstance, deps: ServeSubscriptionsDeps): void {
  const unknown = limitUnknownTokens(deps.clock)
  const waitOfToken = limitTokenRequests(deps.clock)
  const { subscriptionCache, vault, timeZone } = deps
  app.get<Request>('/s/:token/:format?', async (request, reply) => {
    const { token, format: path } = request.params
    const hash = isToken(token) ? tokenHashOf(vault, token) : null
    if (hash === null || !subscriptionCache.has(hash)) {
      const wait = unknown.waitOf(request.ip)
      if (wait > 0) return tooMany(reply, wait)
    }
    const kept = hash === null ? null : await subscriptionCache.find(hash)
    const { format: query } = request.query
    const format = chooseFormat({
      path: path === undefined || path === '' ? null : path,
      query: typeof query === 'string' ? query : null,
      userAgent: request.headers['user-agent'] ?? null,
      accept: request.headers.accept ?? null,
    })
    if (kept === null) {
      unknown.count(request.ip)
      if (format !== 'page') return reply.callNotFound()
      reply.code(404).type('text/html; charset=utf-8').header('content-security-policy', pagePolicy)
      return reply.send(renderNoPage())
    }
    if (format === null) return reply.callNotFound()
    const wait = waitOfToken(kept.tokenHash)
    if (wait > 0) return tooMany(reply, wait)
    const answer = answerOf(kept, format, timeZone)
    reply.headers(answer.headers)
    if (format === 'page') reply.header('content-security-policy', pagePolicy)
    if (matchesEtag(request.headers['if-none-match'] ?? null, answer.etag)) return reply.code(304).send()
    return reply.send(answer.body)
  })
}

function tooMany(reply: FastifyReply, waitMs: number): FastifyReply {
  const retryAfterSeconds = Math.ceil(waitMs / 1_000)
  return reply
    .code(429)
    .header('retry-after', String(retryAfterSeconds))
    .send({
      error: 'too_many_requests',
      message: errorMessage('too_many_requests'),
      facts: { retryAfterSeconds },
    })
}

/** Made with the first request for a format and kept as long as what it shows. */
function answerOf(kept: KeptSubscription, format: SubscriptionFormat, timeZone: string): SubscriptionAnswer {
  const before = kept.answers.get(format)
  if (before !== undefined) return before
  const { subscription } = kept
  const text =
    format === 'page'
      ? renderPage(subscription, timeZone)
      : renderSubscription(subscription, format, timeZone)
  const etag = etagOf(text)
  const headers = buildSubscriptionHeaders(subscription, format, etag)
  const answer = { body: Buffer.from(text, 'utf8'), etag, headers }
  kept.answers.set(format, answer)
  return answer
}
