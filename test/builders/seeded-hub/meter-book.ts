import { type MeterEntry, openChunks } from '../../../hub/metering/meter-chunk.ts'
import { seedNodes } from './node-catalogue.ts'
import { portFrom, portUntil } from './settle-people.ts'

export interface Passed {
  upload: number
  download: number
  charged: number
}

export const nothing = (): Passed => ({ upload: 0, download: 0, charged: 0 })

export function addTo(sum: Passed, upload: number, download: number, charged: number): void {
  sum.upload += upload
  sum.download += download
  sum.charged += charged
}

interface NodeSums {
  readonly cycles: Passed
  readonly days: Passed
  readonly hours: Passed
}

/** What the meters of the nodes read in the end, and the sums that the ledger is compared by. */
export interface MeterBook {
  count(nodeId: number, port: number, upload: number, download: number, charged: number): void
  read(nodeId: number, port: number): Passed
  /** Another user holds a port on the node. */
  hold(nodeId: number): void
  /** How many do. */
  held(nodeId: number): number
  sums(nodeId: number): NodeSums
  /** As the hub keeps them: 512 ports in a row. */
  chunks(nodeId: number): ReadonlyMap<number, Buffer>
}

const size = portUntil - portFrom + 1

export function createMeterBook(): MeterBook {
  const meters = new Map(seedNodes.map(({ id }) => [id, new Float64Array(size * 3)]))
  const sums = new Map(
    seedNodes.map(({ id }) => [id, { cycles: nothing(), days: nothing(), hours: nothing() }]),
  )
  const holders = new Map<number, number>()
  const of = <T>(map: ReadonlyMap<number, T>, nodeId: number): T => {
    const found = map.get(nodeId)
    if (found === undefined) throw new Error(`there is no node ${nodeId}`)
    return found
  }
  const readAt = (meter: Float64Array, index: number): Passed => ({
    upload: meter[index * 3] ?? 0,
    download: meter[index * 3 + 1] ?? 0,
    charged: meter[index * 3 + 2] ?? 0,
  })
  return {
    count(nodeId, port, upload, download, charged) {
      const meter = of(meters, nodeId)
      const at = (port - portFrom) * 3
      meter[at] = (meter[at] ?? 0) + upload
      meter[at + 1] = (meter[at + 1] ?? 0) + download
      meter[at + 2] = (meter[at + 2] ?? 0) + charged
    },
    read: (nodeId, port) => readAt(of(meters, nodeId), port - portFrom),
    hold: nodeId => void holders.set(nodeId, (holders.get(nodeId) ?? 0) + 1),
    held: nodeId => holders.get(nodeId) ?? 0,
    sums: nodeId => of(sums, nodeId),
    chunks(nodeId) {
      const meter = of(meters, nodeId)
      const chunks = openChunks(new Map())
      for (let index = 0; index < size; index += 1) {
        const passed = readAt(meter, index)
        if (passed.upload + passed.download === 0) continue
        const entry: MeterEntry = { port: portFrom + index, ...passed, remainder: 0, cycleSlot: 0 }
        chunks.setCharged(entry)
      }
      return chunks.changed()
    },
  }
}
