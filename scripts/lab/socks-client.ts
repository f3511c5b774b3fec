import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { decodeSocksAddress, encodeSocksAddress } from './socks-address.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/**
 * A TCP connection to `target` through a SOCKS 5 proxy without authentication (RFC 1928).
 * Throws when the proxy refuses; that the target was reached is known only when it answers,
 * for Shadowsocks clients say yes before they try.
 */
export async function socksConnect(proxy: Endpoint, target: Endpoint): Promise<Socket> {
  const { socket } = await request(proxy, 1, target)
  return socket
}

/** A UDP association through a SOCKS 5 proxy: datagrams go to any target and come back with their sender. */
export interface SocksDatagrams extends AsyncDisposable {
  send(target: Endpoint, payload: Buffer): Promise<void>
  /** The next datagram that came back, or undefined when none came within `timeoutMs`. */
  receive(timeoutMs: number): Promise<{ readonly from: Endpoint; readonly payload: Buffer } | undefined>
}

export async function socksDatagrams(proxy: Endpoint): Promise<SocksDatagrams> {
  const { socket: control, bound } = await request(proxy, 3, { host: '0.0.0.0', port: 0 })
  // "The address given may be unspecified": the proxy's own is meant.
  const isUnspecified = /^[0:.]+$/.test(bound.host)
  const relay = { host: isUnspecified ? proxy.host : bound.host, port: bound.port }
  const udp = createSocket({
    type: relay.host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: 4 * 1024 * 1024,
    sendBufferSize: 4 * 1024 * 1024,
  })
  const waiting: Buffer[] = []
  let wake = () => {}
  udp.on('message', message => {
    waiting.push(message)
    wake()
  })
  udp.on('error', () => {})
  control.on('error', () => {})
  return {
    send: ({ host, port }, payload) =>
      new Promise((resolve, reject) => {
        const packet = Buffer.concat([Buffer.from([0, 0, 0]), encodeSocksAddress(host, port), payload])
        udp.send(packet, relay.port, relay.host, error => (error ? reject(error) : resolve()))
      }),
    async receive(timeoutMs) {
      if (waiting.length === 0) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, timeoutMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      const packet = waiting.shift()
      const from = packet && decodeSocksAddress(packet.subarray(3))
      return packet && from && { from, payload: packet.subarray(3 + from.length) }
    },
    async [Symbol.asyncDispose]() {
      control.destroy()
      await new Promise<void>(resolve => udp.close(resolve))
    },
  }
}

async function request(proxy: Endpoint, command: 1 | 3, target: Endpoint) {
  const socket = connect({ host: proxy.host, port: proxy.port, noDelay: true })
  try {
    await once(socket, 'connect')
    socket.write(Buffer.from([5, 1, 0]))
    const [version, method] = await readBytes(socket, all => (all.length >= 2 ? 2 : undefined))
    if (version !== 5 || method !== 0) throw new Error('the proxy is not an open SOCKS 5 proxy')
    socket.write(Buffer.concat([Buffer.from([5, command, 0]), encodeSocksAddress(target.host, target.port)]))
    const answer = await readBytes(socket, all => {
      const address = decodeSocksAddress(all.subarray(3))
      return address && 3 + address.length
    })
    if (answer[1] !== 0) throw new Error(`the proxy refused with code ${answer[1]}`)
    const bound = decodeSocksAddress(answer.subarray(3))
    if (!bound) throw new Error('the proxy answered without an address')
    return { socket, bound }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** Reads as many bytes as `lengthOf` asks for, and leaves the rest in the socket. */
async function readBytes(socket: Socket, lengthOf: (all: Buffer) => number | undefined): Promise<Buffer> {
  let all: Buffer = Buffer.alloc(0)
  for (;;) {
    const chunk: unknown = socket.read()
    if (Buffer.isBuffer(chunk)) {
      all = Buffer.concat([all, chunk])
      const length = lengthOf(all)
      if (length === undefined) continue
      if (all.length > length) socket.unshift(all.subarray(length))
      return all.subarray(0, length)
    }
    if (socket.readableEnded || socket.destroyed) throw new Error('the proxy hung up')
    await Promise.race([once(socket, 'readable'), once(socket, 'close')])
  }
}
