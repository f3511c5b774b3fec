import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a hub answered to one call of the console. */
export interface SeenAnswer {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly bytes: number
  /** Of the longest list anywhere in it; 0 without one. */
  readonly longestList: number
  /** Until the last byte of it. */
  readonly ms: number
}

/** Stands between a console and its hub, on loopback, and keeps what every answer held. Streams only pass. */
export async function watchAnswers(hub: string) {
  const seen: SeenAnswer[] = []
  const server = createServer((asked, answered) => {
    const begun = performance.now()
    const onward = request(
      new URL(asked.url ?? '/', hub),
      { method: asked.method, headers: asked.headers },
      answer => {
        answered.writeHead(answer.statusCode ?? 502, answer.headers)
        const chunks: Buffer[] = []
        const isKept = String(answer.headers['content-type']).startsWith('application/json')
        answer.on('data', (chunk: Buffer) => {
          if (isKept) chunks.push(chunk)
          answered.write(chunk)
        })
        answer.once('end', () => {
          answered.end()
          if (isKept) seen.push(describe(asked.method, asked.url, Buffer.concat(chunks), begun))
        })
        answer.once('error', error => answered.destroy(error))
      },
    )
    onward.once('error', error => answered.destroy(error))
    answered.once('close', () => onward.destroy())
    asked.pipe(onward)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    /** Oldest first. */
    seen: seen as readonly SeenAnswer[],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function describe(method = 'GET', url = '/', body: Buffer, begun: number): SeenAnswer {
  const [path = '/'] = url.split('?')
  const longestList = longest(body.length === 0 ? null : JSON.parse(body.toString()))
  return { method, path, bytes: body.length, longestList, ms: performance.now() - begun }
}

function longest(value: unknown): number {
  if (Array.isArray(value)) return Math.max(value.length, ...value.map(longest))
  if (typeof value !== 'object' || value === null) return 0
  return Math.max(0, ...Object.values(value).map(longest))
}
