import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { parseRemoval, type Removed } from './parse-removals.ts'

const againMs = 5_000

/**
 * Reports what is removed of the table as the kernel announces it, at no cost while nothing is. An `nft monitor` that
 * ends is started again, and what may have been missed meanwhile is reported as unknown. Ends with the signal.
 */
export function watchTable(onRemoved: (removed: Removed) => void, signal: AbortSignal): void {
  for (const what of ['tables', 'rules']) watch(what, onRemoved, signal)
}

function watch(what: string, onRemoved: (removed: Removed) => void, signal: AbortSignal): void {
  if (signal.aborted) return
  const child = spawn('nft', ['monitor', 'destroy', what], { stdio: ['ignore', 'pipe', 'ignore'] })
  const end = () => child.kill('SIGTERM')
  child.once('error', () => undefined)
  child.once('close', () => {
    signal.removeEventListener('abort', end)
    if (signal.aborted) return
    setTimeout(() => {
      watch(what, onRemoved, signal)
      if (!signal.aborted) onRemoved('unknown')
    }, againMs).unref()
  })
  createInterface({ input: child.stdout }).on('line', line => {
    const removed = parseRemoval(line)
    if (removed !== null) onRemoved(removed)
  })
  signal.addEventListener('abort', end, { once: true })
}
