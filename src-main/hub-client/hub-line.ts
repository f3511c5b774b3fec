import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { Duplex } from 'node:stream'
import type { HubTrust } from '../ipc-contract/profile.ts'
import { asCallError, CallError } from './call-error.ts'
import { type Dial, judgeCertificate, openTls } from './connect-socket.ts'
import type { HubAddress } from './parse-address.ts'

export interface LineRequest {
  readonly method: string
  /** Path with query. */
  readonly path: string
  readonly token: string | null
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface LineAnswer {
  readonly status: number
  /** Parsed JSON. */
  readonly body: unknown
}

/** HTTP to one hub, by one route, behind one trust. Every connection proves itself before a byte is sent on it. */
export interface HubLine {
  /** Throws a `CallError` where no answer came. */
  request(request: LineRequest): Promise<LineAnswer>
  /** An answer that does not end by itself; the caller reads and destroys it. */
  openStream(request: LineRequest): Promise<IncomingMessage>
  close(): void
}

const answerMs = 20_000
const largestAnswer = 64 << 20

export interface HubLineOptions {
  readonly address: HubAddress
  readonly trust: HubTrust
  readonly dial: Dial
  readonly answerMs?: number
}

export function createHubLine({ address, trust, dial, ...options }: HubLineOptions): HubLine {
  const longest = options.answerMs ?? answerMs
  const agent = createAgent(address, trust, dial)
  const send = address.isTls ? requestHttps : requestHttp

  function begin(request: LineRequest, onSent: () => void = () => {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const body = request.body === undefined ? null : JSON.stringify(request.body)
      const sent = send(
        {
          agent,
          host: address.host,
          port: address.port,
          method: request.method,
          path: request.path,
          signal: request.signal,
          headers: {
            accept: 'application/json',
            ...(request.token === null ? {} : { authorization: `Bearer ${request.token}` }),
            ...(body === null
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
            ...request.headers,
          },
        },
        answer => {
          sent.setTimeout(0)
          resolve(answer)
        },
      )
      sent.setTimeout(longest, () => sent.destroy(new CallError('hub_slow', { seconds: longest / 1_000 })))
      // Given once the connection stands and has proven itself.
      sent.once('socket', onSent)
      sent.once('error', error => reject(asCallError(error)))
      sent.end(body)
    })
  }

  return {
    async request(request) {
      let isSent = false
      try {
        const answer = await begin(request, () => {
          isSent = true
        })
        const text = await readWhole(answer, longest)
        return { status: answer.statusCode ?? 0, body: parseJson(text) }
      } catch (error) {
        throw isSent && request.method !== 'GET' ? asLostAnswer(error) : error
      }
    },
    openStream: request => begin(request),
    close: () => agent.destroy(),
  }
}

/** A reading is repeated without harm; of anything else it is said that it may have been done. */
function asLostAnswer(error: unknown): unknown {
  if (!(error instanceof CallError)) return error
  const { code, facts } = error.failure
  return code === 'hub_unreachable' || code === 'hub_slow' ? new CallError('answer_lost', facts) : error
}

function createAgent(address: HubAddress, trust: HubTrust, dial: Dial): HttpAgent {
  const open = async (): Promise<Duplex> => {
    const stream = await dial(address.host, address.port)
    if (!address.isTls) return stream
    const socket = await openTls(stream, address.host, trust.kind === 'authority' ? trust.certificate : null)
    judgeCertificate(socket, trust)
    return socket
  }
  const agent = address.isTls ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions)
  agent.createConnection = (_options, done) => {
    open().then(
      stream => done?.(null, stream),
      (error: Error) => done?.(error, undefined as unknown as Duplex),
    )
    return undefined
  }
  return agent
}

const agentOptions = { keepAlive: true, maxSockets: 8, timeout: 60_000 }

function readWhole(answer: IncomingMessage, longest: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => answer.destroy(new CallError('hub_slow')), longest)
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > largestAnswer) answer.destroy(new CallError('hub_answer_unknown', { reason: 'too large' }))
      else chunks.push(chunk)
    })
    answer.once('end', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks).toString('utf8'))
    })
    answer.once('error', error => {
      clearTimeout(timer)
      reject(asCallError(error))
    })
  })
}

function parseJson(text: string): unknown {
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new CallError('hub_answer_unknown', { reason: 'no JSON' })
  }
}
