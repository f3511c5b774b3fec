import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieName, isSecure, sessionCookie } from './cookie-names.ts'
import type { PageDeps } from './page-deps.ts'
import type { NewSession } from './ports.ts'

const sessionDays = 30

/** Hands a new session to the browser. */
export function setSession(
  deps: PageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { token }: NewSession,
): void {
  const secure = isSecure(deps, request)
  reply.setCookie(cookieName(sessionCookie, secure), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: sessionDays * 86_400,
  })
}

export function clearSession(deps: PageDeps, request: FastifyRequest, reply: FastifyReply): void {
  const secure = isSecure(deps, request)
  reply.clearCookie(cookieName(sessionCookie, secure), { path: '/', secure, httpOnly: true, sameSite: 'lax' })
}
