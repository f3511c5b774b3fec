import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningProcess, type RunOptions, runProcess } from '../../scripts/lab/run-process.ts'

const loadViews = join(import.meta.dirname, '../../scripts/load-views.mjs')

/**
 * Starts a TypeScript or JavaScript file of ours on this Node. Like everything started through the lab, it ends
 * with this process, however this process ends.
 */
export function startNode(
  script: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<RunningProcess> {
  const views = script.includes('/hub/') ? ['--import', loadViews] : []
  return runProcess([process.execPath, ...views, script, ...args], options)
}

/** A TCP port of the loopback address that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the socket has no port')
  return address.port
}

/** Resolves when something accepts connections at the port; throws after `timeoutMs`. */
export async function waitForPort(port: number, host = '127.0.0.1', timeoutMs = 15_000): Promise<void> {
  await eventually(`${host}:${port} to accept connections`, () => accepts(port, host), timeoutMs)
}

/** Asks until `found` gives something other than undefined or false, and gives that; throws after `timeoutMs`. */
export async function eventually<T>(
  what: string,
  found: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await found()
    if (value !== undefined && value !== false) return value
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await sleep(20)
  }
}

function accepts(port: number, host: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host })
    const answer = (value: boolean) => {
      socket.destroy()
      resolve(value)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}
