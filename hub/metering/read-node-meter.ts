import type { MeterView } from '../contract/admin/metering.ts'
import type { Bytes, Instant } from '../contract/primitives.ts'
import { type Database, rowsOf } from '../db/transaction.ts'
import { fail, type Outcome, succeed } from '../kernel/outcome.ts'
import { readMeter, readMeterEntries } from './meter-store.ts'

/** What is committed of a node. The meter's record is binary, so this is how a person reads it. */
export function readNodeMeter(
  deps: { readonly database: Database },
  input: { readonly nodeId: number },
): Promise<Outcome<MeterView>> {
  const { nodeId } = input
  return deps.database.inTransaction(async tx => {
    const [node] = rowsOf(await tx.query('SELECT id FROM nodes WHERE id = ?', [nodeId]))
    if (!node) return fail('node_not_found', { nodeId })
    const meter = await readMeter(tx, nodeId)
    const entries = [...(await readMeterEntries(tx, nodeId)).values()].sort((a, b) => a.port - b.port)
    return succeed({
      nodeId,
      instance: meter.instance,
      seq: meter.seq,
      takenAt: meter.takenAt as Instant,
      collectedAt: meter.collectedAt as Instant,
      haltedAt: meter.haltedAt as Instant | null,
      haltedReason: meter.haltedReason,
      ports: entries.map(({ port, upload, download, charged }) => ({
        port,
        upload: upload as Bytes,
        download: download as Bytes,
        charged: charged as Bytes,
      })),
    })
  })
}
