import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { parseArgs } from 'node:util'

/**
 * A target for test traffic: `node traffic-server.ts --port 9000`. It prints `ready` when it listens.
 * TCP, one request line per connection:
 *   send N       sends N bytes, then ends
 *   receive N    reads N bytes, then answers `received N` and ends
 *   sink         reads until the other side ends, then answers `received <bytes>` and ends
 *   stream       sends until the connection ends
 *   echo         sends back what it reads
 * UDP: every datagram is sent back; of one that begins with `ack ` only its length is, as `ack N`.
 */
const { values } = parseArgs({ options: { port: { type: 'string', default: '9000' } } })
const port = Number(values.port)
const chunk = Buffer.alloc(64 * 1024, 0x73)

const tcp = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
  socket.on('error', () => socket.destroy())
  let head = Buffer.alloc(0)
  const readRequest = (data: Buffer) => {
    head = Buffer.concat([head, data])
    const end = head.indexOf('\n')
    if (end < 0 && head.length > 100) socket.destroy()
    if (end < 0) return
    socket.off('data', readRequest)
    serve(socket, head.subarray(0, end).toString(), head.subarray(end + 1))
  }
  socket.on('data', readRequest)
})

function serve(socket: Socket, request: string, rest: Buffer): void {
  const [verb, count = 'Infinity'] = request.trim().split(' ')
  if (verb === 'send' || verb === 'stream') send(socket, Number(count))
  else if (verb === 'receive' || verb === 'sink') receive(socket, Number(count), rest)
  else if (verb === 'echo') {
    socket.write(rest)
    socket.pipe(socket)
  } else socket.end('what?\n')
}

function send(socket: Socket, count: number): void {
  let left = count
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      const part = left < chunk.length ? chunk.subarray(0, left) : chunk
      left -= part.length
      if (!socket.write(part)) return
    }
    socket.off('drain', more)
    socket.end()
  }
  socket.on('drain', more)
  socket.resume()
  more()
}

function receive(socket: Socket, count: number, first: Buffer): void {
  let got = 0
  let answered = false
  const answer = () => {
    if (!answered) socket.end(`received ${got}\n`)
    answered = true
  }
  const take = (data: Buffer) => {
    got += data.length
    if (got >= count) answer()
  }
  take(first)
  socket.on('data', take)
  socket.once('end', answer)
}

const udp = createSocket({ type: 'udp6', ipv6Only: false, recvBufferSize: 4 * 1024 * 1024 })
udp.on('message', (message, { address, port: from }) => {
  const wantsLength = message.subarray(0, 4).toString() === 'ack '
  udp.send(wantsLength ? Buffer.from(`ack ${message.length}`) : message, from, address)
})
udp.on('error', error => console.error(error.message))

tcp.listen({ port, host: '::', ipv6Only: false }, () =>
  udp.bind({ port, address: '::' }, () => console.log('ready')),
)
