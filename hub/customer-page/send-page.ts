import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { PageDeps } from './page-deps.ts'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** Nothing from elsewhere, no script in the page. Forms lead to a provider's pay page by a redirect at most. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** The first of what the client takes, best first. */
function chooseEncoding(accept: string | undefined): 'br' | 'gzip' | null {
  const taken = (accept ?? '')
    .split(',')
    .filter(part => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map(part => part.trim().split(';')[0])
  if (taken.includes('br')) return 'br'
  return taken.includes('gzip') ? 'gzip' : null
}

/** Sends a text compressed as the client takes it. */
export async function sendCompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): Promise<FastifyReply> {
  const encoding = chooseEncoding(request.headers['accept-encoding'])
  reply.header('vary', 'Accept-Encoding')
  if (encoding === null) return reply.send(text)
  reply.header('content-encoding', encoding)
  const plain = Buffer.from(text)
  const packed =
    encoding === 'br'
      ? await toBrotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : await toGzip(plain)
  return reply.send(packed)
}

/** Sends a view as a whole page. */
export function sendPage(
  deps: Pick<PageDeps, 'csrf'>,
  request: FastifyRequest,
  reply: FastifyReply,
  view: ReactElement,
  status = 200,
): Promise<FastifyReply> {
  deps.csrf.mark(request, reply)
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'strict-origin-when-cross-origin')
    .header('cache-control', 'private, no-store')
  return sendCompressed(request, reply, `<!doctype html>${renderToStaticMarkup(view)}`)
}
