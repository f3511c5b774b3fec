import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Endpoint, socksConnect, socksDatagrams } from './socks-client.ts'

/** How to reach a `traffic-server.ts`: through which proxy, and where it listens. */
export interface TrafficPath {
  readonly proxy: Endpoint
  readonly target: Endpoint
}

export interface TransferOptions {
  /** Gives up when nothing has moved for this long; the bytes so far are the result. */
  readonly idleMs?: number
  /** Bytes per second; without it as fast as it goes. */
  readonly rate?: number
}

/** Downloads `bytes` over one TCP connection; gives how many arrived, fewer where the way was closed. */
export async function download(
  path: TrafficPath,
  bytes: number,
  options: TransferOptions = {},
): Promise<number> {
  const socket = await socksConnect(path.proxy, path.target)
  const started = Date.now()
  let arrived = 0
  const ended = untilEndOrIdle(socket, options.idleMs ?? 5_000, () => arrived)
  socket.on('data', async data => {
    arrived += data.length
    if (options.rate === undefined) return
    socket.pause()
    await sleep(Math.max(0, started + (arrived / options.rate) * 1000 - Date.now()))
    socket.resume()
  })
  socket.write(`send ${bytes}\n`)
  await ended
  return arrived
}

/** Uploads `bytes` over one TCP connection; gives how many the other side says it got, 0 where it never answered. */
export async function upload(
  path: TrafficPath,
  bytes: number,
  options: TransferOptions = {},
): Promise<number> {
  const socket = await socksConnect(path.proxy, path.target)
  const started = Date.now()
  let answer = ''
  let moved = 0
  const ended = untilEndOrIdle(socket, options.idleMs ?? 5_000, () => socket.bytesWritten + answer.length)
  socket.on('data', data => {
    answer += data.toString()
  })
  socket.write(`receive ${bytes}\n`)
  const chunk = Buffer.alloc(64 * 1024, 0x75)
  while (moved < bytes && !socket.destroyed) {
    const part = chunk.subarray(0, Math.min(chunk.length, bytes - moved))
    moved += part.length
    if (!socket.write(part)) await Promise.race([once(socket, 'drain'), ended])
    if (options.rate !== undefined)
      await sleep(Math.max(0, started + (moved / options.rate) * 1000 - Date.now()))
  }
  await ended
  return Number(/received (\d+)/.exec(answer)?.[1] ?? 0)
}

/** Sends datagrams of `size` bytes one after the other to a UDP echo; gives how many came back whole. */
export async function echoDatagrams(
  path: TrafficPath,
  {
    count,
    size,
    timeoutMs = 2_000,
  }: { readonly count: number; readonly size: number; readonly timeoutMs?: number },
): Promise<number> {
  await using link = await socksDatagrams(path.proxy)
  let whole = 0
  for (let i = 0; i < count; i += 1) {
    const payload = Buffer.alloc(size, i & 255)
    await link.send(path.target, payload)
    const answer = await link.receive(timeoutMs)
    if (answer?.payload.equals(payload)) whole += 1
  }
  return whole
}

async function untilEndOrIdle(socket: Socket, idleMs: number, progress: () => number): Promise<void> {
  let last = progress()
  const watch = setInterval(() => {
    if (progress() === last) socket.destroy()
    last = progress()
  }, idleMs)
  await new Promise<void>(resolve => {
    socket.on('error', () => {})
    socket.once('end', resolve)
    socket.once('close', resolve)
  })
  clearInterval(watch)
  socket.destroy()
}
