import { Worker } from 'node:worker_threads'
import { median } from './report.ts'

const everyMs = 500
const burntMs = 10

/**
 * How much longer than on an idle machine things take: every half second a thread of its own uses 10 ms of processor
 * time and looks how long it had to wait for them.
 */
export function watchPace() {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads')
    const used = () => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1000 }
    setInterval(() => {
      const begun = performance.now(), before = used()
      while (used() - before < ${burntMs});
      parentPort.postMessage((performance.now() - begun) / (used() - before))
    }, ${everyMs})`,
    { eval: true },
  )
  const seen: number[] = []
  let taken = 0
  worker.on('message', (stretch: number) => seen.push(stretch))
  worker.unref()
  return {
    /** Since it was asked last: 1 where nothing else ran. */
    sinceLast() {
      const fresh = seen.slice(taken)
      taken = seen.length
      return median(fresh.length === 0 ? seen : fresh)
    },
    /** From the beginning. */
    all: () => median(seen),
    [Symbol.asyncDispose]: async () => {
      await worker.terminate()
    },
  }
}
