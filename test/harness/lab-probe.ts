import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createLab } from '../../scripts/lab/create-lab.ts'
import { startTrafficServer } from '../../scripts/lab/traffic-host.ts'

/**
 * What the lab's own tests run on a host; each prints one line of JSON.
 *   udp HOST PORT SIZE COUNT     echoes datagrams
 *   tcp HOST PORT REQUEST [N]    sends a request line and N bytes, reads to the end
 *   lab                          makes a lab with a server and keeps it
 */
const [kind, host = '', port = '', what = '', more = '0'] = process.argv.slice(2)

async function udp(size: number, count: number) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  let whole = 0
  for (let i = 0; i < count; i += 1) {
    const payload = Buffer.alloc(size, i)
    socket.send(payload, Number(port), host)
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(5_000) })
    if (payload.equals(answer)) whole += 1
  }
  socket.close()
  return { whole }
}

async function tcp(request: string, count: number) {
  const socket = connect({ host, port: Number(port), allowHalfOpen: true })
  await once(socket, 'connect')
  socket.write(`${request}\n`)
  if (count > 0) socket.write(Buffer.alloc(count))
  let got = 0
  let answer = ''
  for await (const chunk of socket) {
    got += chunk.length
    if (count > 0) answer += chunk
  }
  socket.end()
  return { got, answer }
}

if (kind === 'lab') {
  const lab = await createLab({ name: 'probe' })
  await lab.host('a')
  await lab.host('b')
  const server = await startTrafficServer(lab, 'b')
  console.log(JSON.stringify({ server: server.pid }))
  setInterval(() => {}, 60_000)
} else {
  console.log(
    JSON.stringify(kind === 'udp' ? await udp(Number(what), Number(more)) : await tcp(what, Number(more))),
  )
}
