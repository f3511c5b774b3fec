import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attempt } from './build-notification.ts'

export interface PostResult {
  readonly status: number | null
  /** At most 4 KiB of it. */
  readonly answer: string
  readonly error: string | null
}

const loopback = ['127.0.0.1', '[::1]', 'localhost']

/** Where a notify_url really leads: through the routes, and to the loopback alone. Null for anywhere else. */
export function resolveTarget(
  url: string,
  routes: readonly { readonly from: string; readonly to: string }[],
): URL | null {
  const asked = URL.parse(url)
  if (!asked) return null
  const route = routes.find(one => one.from === asked.origin)
  const target = route ? URL.parse(`${asked.pathname}${asked.search}`, route.to) : asked
  return target?.protocol === 'http:' && loopback.includes(target.hostname) ? target : null
}

/** Posts one attempt; never throws. `pace` sends the body in pieces. */
export async function postNotification(
  target: URL,
  { headers, body }: Attempt,
  options: {
    readonly timeoutMs: number
    readonly pace: { readonly chunkBytes: number; readonly everyMs: number } | null
    readonly signal: AbortSignal
  },
): Promise<PostResult> {
  return new Promise(resolve => {
    const give = (result: PostResult) => {
      clearTimeout(timer)
      sending.destroy()
      resolve(result)
    }
    const failed = (error: unknown) =>
      give({ status: null, answer: '', error: error instanceof Error ? error.message : String(error) })
    const sending = request(target, {
      method: 'POST',
      agent: false,
      signal: options.signal,
      headers: { ...headers, 'Content-Length': body.length },
    })
    const timer = setTimeout(() => sending.destroy(new Error('no answer in time')), options.timeoutMs)
    sending.on('error', failed)
    sending.on('response', answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        text = (text + piece).slice(0, 4096)
      })
      answer.on('error', failed)
      answer.on('end', () => give({ status: answer.statusCode ?? null, answer: text, error: null }))
    })
    if (!options.pace) sending.end(body)
    else void trickle(sending, body, options.pace).catch(failed)
  })
}

async function trickle(
  sending: ReturnType<typeof request>,
  body: Buffer,
  { chunkBytes, everyMs }: { readonly chunkBytes: number; readonly everyMs: number },
): Promise<void> {
  for (let from = 0; from < body.length && !sending.destroyed; from += chunkBytes) {
    sending.write(body.subarray(from, from + chunkBytes))
    await sleep(everyMs)
  }
  if (!sending.destroyed) sending.end()
}
