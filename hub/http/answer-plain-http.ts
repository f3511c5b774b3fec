import type { Server, Socket } from 'node:net'

const firstByteMs = 10_000
/** How long a refused client may take to read why. */
const lingerMs = 2_000

/**
 * Makes a TLS server answer a client that speaks HTTP without TLS with status 400 and this JSON body, instead of only
 * closing the connection. Whatever begins otherwise is left to TLS. Call it before the server listens.
 */
export function answerPlainHttp(server: Server, body: unknown): void {
  const takeOver = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const giveUp = setTimeout(() => socket.destroy(), firstByteMs)
    const end = () => clearTimeout(giveUp)
    // What goes wrong before TLS has taken over concerns nobody.
    const ignore = () => undefined
    socket.on('error', ignore).once('close', end)
    const look = () => {
      const first: unknown = socket.read(1)
      if (!Buffer.isBuffer(first)) return
      socket.off('readable', look)
      clearTimeout(giveUp)
      socket.unshift(first)
      if (isLetter(first[0] ?? 0)) return refuse(socket, body)
      socket.off('error', ignore).off('close', end)
      for (const listener of takeOver) Reflect.apply(listener, server, [socket])
    }
    socket.on('readable', look)
  })
}

/** A request line begins with the letters of its method; a TLS record with a small number. */
function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

function refuse(socket: Socket, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
  // What it still sends is read and dropped: closing over it would take the answer from it.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}
