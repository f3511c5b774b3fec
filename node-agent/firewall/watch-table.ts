import { spawn } from 'node:child_process'

/**
 * Reports removals of tables as the kernel announces them, without waiting for the next look.
 * Ends with the signal. `nft monitor` that ends by itself is not started again: the look every second remains.
 */
export function watchTables(onRemoved: () => void, signal: AbortSignal): void {
  const child = spawn('nft', ['monitor', 'destroy', 'tables'], { stdio: ['ignore', 'pipe', 'ignore'] })
  child.once('error', () => undefined)
  child.stdout.on('data', onRemoved)
  const end = () => child.kill('SIGTERM')
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
}
