import type { Hub } from '../../hub/app.ts'
import { readNodeMeter } from '../../hub/contract/admin/metering.ts'
import { readNode } from '../../hub/contract/admin/nodes.ts'
import { listUsers } from '../../hub/contract/admin/user-lists.ts'
import { askHub } from './ask-hub.ts'
import { renderSummary, type Summary } from './render-summary.ts'

/** Reads the figures of the summary from the hub. `before` maps a port to its bytes and when they were read. */
export function createSummaryReader(hub: Hub, nodeId: number): () => Promise<Summary> {
  const before = new Map<number, { bytes: number; takenAt: number; rate: number }>()
  return async () => {
    const node = await askHub(hub, readNode, { params: { nodeId } })
    const meter = await askHub(hub, readNodeMeter, { params: { nodeId } })
    const { items } = await askHub(hub, listUsers, { query: { limit: 20 } })
    const readings = new Map(meter.ports.map(port => [port.port, port]))
    const users = [...items].reverse().map(user => {
      const reading = user.port === null ? undefined : readings.get(user.port)
      const { upload = 0, download = 0 } = reading ?? {}
      const rate = user.port === null ? 0 : rateOf(user.port, upload + download, meter.takenAt)
      return {
        name: user.name,
        port: user.port,
        upload,
        download,
        rate,
        left: user.balance.left,
        gate: user.gate,
      }
    })
    const collectedAgo = node.lastCollectedAt === null ? null : (Date.now() - node.lastCollectedAt) / 1_000
    return {
      users,
      collectedAgo,
      trouble: node.contact.failures > 0 ? node.contact.lastError : node.haltedReason,
    }
  }

  function rateOf(port: number, bytes: number, takenAt: number): number {
    const last = before.get(port)
    if (last === undefined || takenAt <= last.takenAt) {
      if (last === undefined) before.set(port, { bytes, takenAt, rate: 0 })
      return last?.rate ?? 0
    }
    const rate = (Math.max(0, bytes - last.bytes) * 1_000) / (takenAt - last.takenAt)
    before.set(port, { bytes, takenAt, rate })
    return rate
  }
}

const drawEveryMs = 1_000
const printEveryMs = 10_000

/** Draws the summary in place on a terminal; elsewhere prints it every ten seconds. Ends with the signal. */
export async function watchSummary(read: () => Promise<Summary>, signal: AbortSignal): Promise<void> {
  const { isTTY } = process.stdout
  let drawn = 0
  while (!signal.aborted) {
    const text = renderSummary(await read())
    if (isTTY && drawn > 0) process.stdout.write(`\u001b[${drawn}A\u001b[J`)
    process.stdout.write(`${text}\n${isTTY ? '' : '\n'}`)
    drawn = text.split('\n').length
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, isTTY ? drawEveryMs : printEveryMs)
      const wake = () => {
        clearTimeout(timer)
        resolve()
      }
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
