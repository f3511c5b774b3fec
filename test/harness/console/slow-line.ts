import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'

/** A line to a server on which whatever it says arrives `delayMs` later. */
export async function openSlowLine(target: string, delayMs: number) {
  const { hostname, port } = new URL(target)
  const server = createServer(client => {
    const upstream = connect({ host: hostname, port: Number(port) })
    client.pipe(upstream)
    upstream.on('data', chunk => setTimeout(() => client.destroyed || client.write(chunk), delayMs))
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
