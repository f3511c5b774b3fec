import { setTimeout as sleep } from 'node:timers/promises'
import { socksConnect } from '../../scripts/lab/socks-client.ts'
import type { TrafficPath } from '../../scripts/lab/traffic.ts'
import { eventually } from './processes.ts'

/** One TCP connection of a customer that is used all the time: whatever happens to others, it must not break. */
export interface SteadyConnection extends AsyncDisposable {
  /** Resolves when the connection, the very one that was opened, has just carried something there and back. */
  stillAlive(): Promise<void>
}

const beatEveryMs = 50

/** Opens it and keeps sending a line to an echo, and reading it back. */
export async function steadyConnection(path: TrafficPath): Promise<SteadyConnection> {
  const socket = await socksConnect(path.proxy, path.target)
  const stop = new AbortController()
  let broken: string | null = null
  let sent = 0
  let echoed = 0
  socket.on('error', error => {
    broken ??= error.message
  })
  socket.on('close', () => {
    broken ??= 'it was closed'
  })
  socket.on('data', (data: Buffer) => {
    echoed += data.length
  })
  socket.write('echo\n')
  const beat = async () => {
    while (!stop.signal.aborted && broken === null) {
      // What is not answered is not added to: a way that is blocked for a while must not be flooded afterwards.
      if (sent - echoed < 10_000) {
        socket.write('beat\n')
        sent += 5
      }
      await sleep(beatEveryMs)
    }
  }
  const beating = beat()
  return {
    async stillAlive() {
      const before = sent
      await eventually('a connection of another user to answer', () => {
        if (broken !== null) throw new Error(`a connection of another user broke: ${broken}`)
        return echoed > before
      })
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await beating
      socket.destroy()
    },
  }
}
