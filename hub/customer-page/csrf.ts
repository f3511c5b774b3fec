import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Vault } from '../secrets/vault.ts'
import { cookieName, isSecure, sessionCookie } from './cookie-names.ts'

const visitorCookie = 'sluice-visitor'
const visitorDays = 30

export interface Csrf {
  /** A new value for the hidden field, good for this visitor and this session alone. */
  fieldFor(request: FastifyRequest): string
  /** Gives somebody new the cookie that his forms are bound to. */
  mark(request: FastifyRequest, reply: FastifyReply): void
  isRight(request: FastifyRequest, field: unknown): boolean
}

/**
 * Forms carry a value signed for a cookie of the browser and for the session. It differs each time, so that a
 * compressed page does not give it away by its length.
 */
export function createCsrf(deps: {
  readonly vault: Pick<Vault, 'hash'>
  readonly random: (size: number) => Buffer
  readonly publicUrl: string | null
}): Csrf {
  const fresh = new WeakMap<FastifyRequest, string>()

  function visitorOf(request: FastifyRequest): string | null {
    const known = request.cookies[cookieName(visitorCookie, isSecure(deps, request))]
    return known !== undefined && /^[\w-]{22}$/.test(known) ? known : (fresh.get(request) ?? null)
  }

  function sign(request: FastifyRequest, visitor: string, nonce: string): string {
    const session = request.cookies[cookieName(sessionCookie, isSecure(deps, request))] ?? ''
    return deps.vault.hash(`csrf:${nonce}:${visitor}:${session}`).slice(0, 32)
  }

  return {
    fieldFor(request) {
      let visitor = visitorOf(request)
      if (visitor === null) {
        visitor = deps.random(16).toString('base64url')
        fresh.set(request, visitor)
      }
      const nonce = deps.random(9).toString('base64url')
      return `${nonce}.${sign(request, visitor, nonce)}`
    },
    mark(request, reply) {
      const visitor = fresh.get(request)
      if (visitor === undefined) return
      const secure = isSecure(deps, request)
      reply.setCookie(cookieName(visitorCookie, secure), visitor, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: visitorDays * 86_400,
      })
    },
    isRight(request, field) {
      const site = request.headers['sec-fetch-site']
      if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
      const visitor = visitorOf(request)
      const [, nonce, signature] = /^([\w-]{12})\.([\w+/=-]{32})$/.exec(String(field)) ?? []
      if (visitor === null || nonce === undefined || signature === undefined) return false
      const expected = Buffer.from(sign(request, visitor, nonce))
      const given = Buffer.from(signature)
      return expected.length === given.length && timingSafeEqual(expected, given)
    },
  }
}
