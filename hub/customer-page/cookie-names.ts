import type { FastifyRequest } from 'fastify'

export const sessionCookie = 'sluice-session'

/** Of a secure page, with the prefix that keeps other hosts and paths from setting it. */
export const cookieName = (name: string, isSecure: boolean): string => (isSecure ? `__Host-${name}` : name)

/** True where customers reach the page over TLS. */
export function isSecure(deps: { readonly publicUrl: string | null }, request: FastifyRequest): boolean {
  return deps.publicUrl === null ? request.protocol === 'https' : deps.publicUrl.startsWith('https:')
}
