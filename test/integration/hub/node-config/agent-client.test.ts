import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Bytes } from '../../../../hub/contract/primitives.ts'
import { type AgentClientOptions, createAgentClient } from '../../../../hub/node-config/agent-client.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'
import { type KeyPair, makeTestPki, type TestPki } from '../../../harness/test-pki.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const id = 'ab'.repeat(16)
const counters = {
  request: id,
  instance: id,
  start: id,
  seq: 3,
  epoch: 1,
  revision: 2,
  takenAt: 1_800_000_000_000,
  readings: [[10_001, 5, 7]],
  marks: [],
  gaps: [],
}

describe('the client of agents', () => {
  let folder: ReturnType<typeof tempFolder>
  let pki: TestPki
  let foreign: TestPki
  let hub: KeyPair
  let nodeA: KeyPair
  let nodeB: KeyPair
  const servers: { server: Server; sockets: Set<Socket> }[] = []

  beforeAll(() => {
    folder = tempFolder('agent-client')
    const pkiIn = (name: string) => {
      mkdirSync(join(folder.path, name))
      return makeTestPki(join(folder.path, name))
    }
    pki = pkiIn('own')
    nodeA = pki.node(1)
    nodeB = pki.node(2)
    hub = pki.hub()
    foreign = pkiIn('foreign')
  })
  afterAll(() => folder[Symbol.dispose]())
  afterEach(async () => {
    for (const { server, sockets } of servers.splice(0)) {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  })

  async function listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>()
    server.on('connection', (socket: Socket) => sockets.add(socket))
    servers.push({ server, sockets })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  /** An agent's listener that shows this certificate. */
  function serve(pair: KeyPair, answer: Answer, clientCa = pki.ca): Promise<number> {
    return listen(
      createServer(
        {
          key: pair.key,
          cert: pair.certificate,
          ca: clientCa,
          requestCert: true,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.3',
        },
        answer,
      ),
    )
  }

  function client(
    options: AgentClientOptions = {},
    denied: (shown: { fingerprint: string; serial: string }) => boolean = () => false,
  ) {
    const identity = { key: hub.key, certificate: hub.certificate }
    return createAgentClient({ identity, trustedCas: [pki.ca], denied }, { allowLocal: true, ...options })
  }
  const json =
    (status: number, body: unknown): Answer =>
    (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
  const ask = (port: number, options?: AgentClientOptions) =>
    client(options).counters({ nodeId: 1, host: '127.0.0.1', port }, { request: id, instance: id, seq: 2 })

  it('gets readings from the node it asked, by name of the node and not of the address', async () => {
    const seen: string[] = []
    const port = await serve(nodeA, (request, response) => {
      seen.push(`${request.method} ${request.url}`)
      json(200, counters)(request, response)
    })
    expect(await ask(port)).toEqual({ ok: true, value: counters })
    expect(seen).toEqual([`GET /v1/counters?request=${id}&instance=${id}&seq=2`])
  })

  it('sends a configuration whole, and hands on why an agent refuses it', async () => {
    let received = ''
    const refusal = {
      error: 'revision_refused',
      message: 'lower than the one applied',
      current: { instance: id, epoch: 2, revision: 9 },
    }
    const port = await serve(nodeA, (request, response) => {
      request.on('data', part => {
        received += part
      })
      request.on('end', () => json(409, refusal)(request, response))
    })
    const ports = Array.from({ length: 20_000 }, (_, n) => ({
      port: n + 1,
      cipher: 'aes-256-gcm' as const,
      password: `password-${n}`,
      closeAt: n as Bytes,
      closeAfter: null,
      serve: true,
    }))
    const config = { epoch: 1, revision: 8, instance: id, ports, blockedPorts: [] }
    const answer = await client().putConfig({ nodeId: 1, host: '127.0.0.1', port }, config)
    expect(answer).toMatchObject({ ok: false, kind: 'rejected', error: refusal })
    expect(JSON.parse(received)).toEqual(config)
  })

  it.each([
    ['another node at its address', () => nodeB, 'belongs to node 2'],
    ['the certificate of a foreign authority', () => foreign.node(1), 'unable to verify'],
    ['an expired certificate', () => pki.leaf('old', nodeNames(1), -1), 'expired'],
    ['a certificate for clients', () => pki.leaf('client', nodeNames(1, 'clientAuth')), 'purpose'],
    ['a certificate without a node', () => pki.leaf('none', nodeNames(0)), 'node 0'],
    ['a node whose id only begins alike', () => pki.leaf('ten', nodeNames(10)), 'node 10'],
  ])('refuses %s before it sends anything', async (_what, pair, message) => {
    let requests = 0
    const port = await serve(pair(), (request, response) => {
      requests += 1
      json(200, counters)(request, response)
    })
    const answer = await ask(port)
    expect(answer).toMatchObject({ ok: false, kind: 'refused' })
    if (!answer.ok) expect(answer.message).toContain(message)
    expect(requests).toBe(0)
  })

  it('refuses a certificate on the deny list, by fingerprint or by serial', async () => {
    const port = await serve(nodeA, json(200, counters))
    const shown = new X509Certificate(nodeA.certificate)
    const fingerprint = createHash('sha256').update(shown.raw).digest('hex')
    const serial = shown.serialNumber.toLowerCase()
    const target = { nodeId: 1, host: '127.0.0.1', port }
    const byPrint = client({}, one => one.fingerprint === fingerprint)
    const bySerial = client({}, one => one.serial === serial)
    for (const denying of [byPrint, bySerial]) {
      expect(await denying.counters(target, { request: id })).toMatchObject({ kind: 'refused' })
    }
  })

  it('takes only the pinned certificate on first contact', async () => {
    const enrolling = pki.leaf(
      'enrolment',
      'extendedKeyUsage=serverAuth\nsubjectAltName=URI:urn:sluice:enrolment:1\n',
    )
    const port = await serve(enrolling, json(200, { nodeId: 1, token: 'ab', csr: 'csr' }))
    const target = { nodeId: 1, host: '127.0.0.1', port }
    const fingerprint = new X509Certificate(enrolling.certificate).fingerprint256
    expect(await client().fetchEnrolment(target, fingerprint)).toMatchObject({
      ok: true,
      value: { token: 'ab' },
    })
    const other = new X509Certificate(nodeA.certificate).fingerprint256
    expect(await client().fetchEnrolment(target, other)).toMatchObject({ kind: 'refused' })
    expect(await client().health(target)).toMatchObject({ kind: 'refused' })
  })

  it('says who is not there: nobody, one who hangs, one who hangs halfway', async () => {
    const closed = await listen(createTcpServer())
    await new Promise(resolve => servers.splice(0)[0]?.server.close(resolve))
    expect(await ask(closed)).toMatchObject({ kind: 'unreachable' })
    const silent = await listen(createTcpServer(() => undefined))
    expect(await ask(silent, { timeoutMs: 300 })).toMatchObject({ kind: 'timeout' })
    const never = await serve(nodeA, () => undefined)
    expect(await ask(never, { timeoutMs: 300 })).toMatchObject({ kind: 'timeout' })
    const halfway = await serve(nodeA, (_request, response) => {
      response.writeHead(200).write('{"request":')
    })
    expect(await ask(halfway, { timeoutMs: 300 })).toMatchObject({ kind: 'timeout' })
    const cut = await serve(nodeA, (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{', () => response.destroy())
    })
    expect(await ask(cut)).toMatchObject({ kind: 'unreachable' })
  })

  it.each<[string, Answer]>([
    ['text', (_request, response) => response.end('hello')],
    ['nothing', (_request, response) => response.end()],
    ['another shape', json(200, { ...counters, seq: 0 })],
    ['a field too many', json(200, { ...counters, extra: 1 })],
    ['counts that are not safe', json(200, { ...counters, readings: [[1, 2 ** 60, 0]] })],
    ['an error without a reason', json(500, { message: 'oops' })],
    [
      'a redirect',
      (_request, response) => response.writeHead(302, { location: 'https://127.0.0.1:1/' }).end(),
    ],
    [
      '65 MiB',
      (_request, response) => {
        const mebibyte = Buffer.alloc(1024 * 1024, 32)
        let left = 65
        const more = () => {
          while (left-- > 0) if (!response.write(mebibyte)) return response.once('drain', more)
          response.end()
        }
        response.writeHead(200)
        more()
      },
    ],
  ])('calls %s garbage', async (_what, answer) => {
    expect(await ask(await serve(nodeA, answer))).toMatchObject({ ok: false, kind: 'garbage' })
  })

  it('calls an answer that is not HTTP garbage, and a server without TLS refused', async () => {
    const plain = await listen(createHttpServer(json(200, counters)))
    expect(await ask(plain)).toMatchObject({ kind: 'refused' })
    const noise = await listen(
      createTlsServer({ key: nodeA.key, cert: nodeA.certificate, minVersion: 'TLSv1.3' }, socket => {
        socket.on('error', () => undefined)
        socket.end('220 not what you think\r\n')
      }),
    )
    expect(await ask(noise)).toMatchObject({ kind: 'garbage' })
  })

  it('does not speak to an older TLS, and reports an agent that does not take the hub', async () => {
    const old = await listen(
      createServer({ key: nodeA.key, cert: nodeA.certificate, maxVersion: 'TLSv1.2' }, json(200, counters)),
    )
    expect(await ask(old)).toMatchObject({ kind: 'refused' })
    const picky = await serve(nodeA, json(200, counters), foreign.ca)
    const answer = await ask(picky)
    // TLS 1.3 tells a client late, and sometimes only by closing.
    expect(answer.ok ? 'taken' : answer.kind).toMatch(/refused|unreachable/)
  })

  it('connects to no loopback address outside the demo, not by a name either', async () => {
    const port = await serve(nodeA, json(200, counters))
    const outside = client({ allowLocal: false })
    for (const host of ['127.0.0.1', '::1', 'localhost', '127.1', '0x7f.1', '2130706433']) {
      expect(await outside.health({ nodeId: 1, host, port })).toMatchObject({ kind: 'refused' })
    }
  })

  it('asks for its credentials before each request, so that a rotation counts at once', async () => {
    const port = await serve(nodeA, json(200, counters))
    const identity = { key: hub.key, certificate: hub.certificate }
    let trustedCas = [foreign.ca]
    const rotating = createAgentClient(() => ({ identity, trustedCas, denied: () => false }), {
      allowLocal: true,
    })
    const target = { nodeId: 1, host: '127.0.0.1', port }
    expect(await rotating.counters(target, { request: id })).toMatchObject({ kind: 'refused' })
    trustedCas = [foreign.ca, pki.ca]
    expect(await rotating.counters(target, { request: id })).toMatchObject({ ok: true })
  })
})

const nodeNames = (nodeId: number, usage = 'serverAuth') =>
  `extendedKeyUsage=${usage}\nsubjectAltName=URI:urn:sluice:node:${nodeId},DNS:node-${nodeId}.sluice.internal\n`
