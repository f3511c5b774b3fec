import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'

interface LineFaults {
  /** Whatever the server says arrives so much later. */
  readonly delayMs?: number
  /** Whether the answer to a request that begins so is lost with its connection; the server has heard the request. */
  isLost?(request: string): boolean
}

/** A line to a server that is not as good as it should be. */
export async function openLine(target: string, { delayMs = 0, isLost = () => false }: LineFaults) {
  const { hostname, port } = new URL(target)
  const server = createServer(client => {
    const upstream = connect({ host: hostname, port: Number(port) })
    let isDoomed = false
    client.on('data', chunk => {
      isDoomed ||= isLost(chunk.toString('latin1'))
    })
    client.pipe(upstream)
    upstream.on('data', chunk => {
      if (isDoomed) client.destroy()
      else setTimeout(() => client.destroyed || client.write(chunk), delayMs)
    })
    upstream.once('close', () => setTimeout(() => client.destroy(), delayMs))
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
    client.once('close', () => upstream.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${own.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}
