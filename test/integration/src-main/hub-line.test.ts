import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { dialDirectly } from '../../../src-main/hub-client/dial-directly.ts'
import { createHubLine } from '../../../src-main/hub-client/hub-line.ts'

/** A hub that hears what it is asked, and then does this. */
async function openHub(whenAsked: (socket: Socket) => void) {
  const server = createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => whenAsked(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const line = createHubLine({
    address: { origin: `http://127.0.0.1:${port}`, host: '127.0.0.1', port, isTls: false },
    trust: { kind: 'loopback' },
    dial: dialDirectly,
    answerMs: 200,
  })
  return {
    ask: (method: string) =>
      line.request({ method, path: '/v1/x', token: null }).then(
        () => 'answered',
        (error: Error) => error.message,
      ),
    [Symbol.dispose]() {
      line.close()
      server.close()
    },
  }
}

describe('a line to a hub', () => {
  it('says of what may have been done that its answer is lost, of what was only read that the hub is away', async () => {
    using dying = await openHub(socket => socket.destroy())
    expect(await dying.ask('POST')).toBe('answer_lost')
    expect(await dying.ask('DELETE')).toBe('answer_lost')
    expect(await dying.ask('GET')).toBe('hub_unreachable')
    using slow = await openHub(() => {})
    expect(await slow.ask('POST')).toBe('answer_lost')
    expect(await slow.ask('GET')).toBe('hub_slow')
    using halfway = await openHub(socket => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"id"')
      socket.destroySoon()
    })
    expect(await halfway.ask('POST')).toBe('answer_lost')
  })

  it('says of what was never sent that the hub is away', async () => {
    const line = createHubLine({
      address: { origin: 'http://127.0.0.1:1', host: '127.0.0.1', port: 1, isTls: false },
      trust: { kind: 'loopback' },
      dial: dialDirectly,
    })
    await expect(line.request({ method: 'POST', path: '/', token: null })).rejects.toThrow('hub_unreachable')
    line.close()
  })
})
