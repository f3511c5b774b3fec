import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type * as z from 'zod'
import { type Outcome, refuse, succeed } from '../outcome.ts'

const inflate = promisify(gunzip)

/** Reads a JSON body, gzipped or not, of at most `maxBytes` (after inflating too), and parses it with the schema. */
export async function readBody<T extends z.ZodType>(
  request: IncomingMessage,
  schema: T,
  maxBytes: number,
): Promise<Outcome<z.infer<T>>> {
  const tooLarge = refuse('too_large', `the body is larger than ${maxBytes} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const piece: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += piece.length
    if (size > maxBytes) return tooLarge
    chunks.push(piece)
  }
  let body: Buffer = Buffer.concat(chunks)
  if (request.headers['content-encoding'] === 'gzip') {
    try {
      body = await inflate(body, { maxOutputLength: maxBytes })
    } catch (error) {
      const large = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      return large ? tooLarge : refuse('bad_request', 'the body is not gzip')
    }
  }
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    return refuse('bad_request', 'the body is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return succeed(parsed.data)
  const first = parsed.error.issues
    .slice(0, 5)
    .map(issue => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  return refuse('bad_request', first.join('; '))
}
