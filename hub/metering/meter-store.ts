import { asInteger } from '../db/columns.ts'
import type { MeterRow } from '../db/entities/metering.ts'
import { inBatches, marks } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { executePrepared } from './mariadb-connection.ts'
import { chunkBytes, chunkOf, emptyChunk, entriesOf, type MeterEntry, readEntry } from './meter-chunk.ts'

export type { MeterEntry } from './meter-chunk.ts'

/** What is committed of a node. */
export type CommittedMeter = Readonly<MeterRow>

const neverCollected = (nodeId: number): CommittedMeter => ({
  nodeId,
  instance: null,
  seq: 0,
  start: '',
  supersededStarts: [],
  appliedEpoch: 0,
  appliedRevision: 0,
  takenAt: 0,
  collectedAt: 0,
  rolledUntil: 0,
  haltedAt: null,
  haltedReason: '',
})

function parseMeter(row: Record<string, unknown>): CommittedMeter {
  const superseded: unknown = JSON.parse(String(row['supersededStarts']))
  return {
    nodeId: asInteger(row['nodeId']),
    instance: row['instance'] === null ? null : String(row['instance']),
    seq: asInteger(row['seq']),
    start: String(row['start']),
    supersededStarts: Array.isArray(superseded) ? superseded.map(String) : [],
    appliedEpoch: asInteger(row['appliedEpoch']),
    appliedRevision: asInteger(row['appliedRevision']),
    takenAt: asInteger(row['takenAt']),
    collectedAt: asInteger(row['collectedAt']),
    rolledUntil: asInteger(row['rolledUntil']),
    haltedAt: row['haltedAt'] === null ? null : asInteger(row['haltedAt']),
    haltedReason: String(row['haltedReason']),
  }
}

/** What is committed of a node: instance and seq of the next request, whether collection is halted. No lock. */
export async function readMeter(tx: Tx, nodeId: number): Promise<CommittedMeter> {
  const [row] = rowsOf(await tx.query('SELECT * FROM meters WHERE nodeId = ?', [nodeId]))
  return row ? parseMeter(row) : neverCollected(nodeId)
}

/**
 * Holds the meters of these nodes until the commit, in ascending order, and reads them. Whoever settles an
 * assignment's usage or turns its period does this before reading anything else.
 */
export async function lockMeters(tx: Tx, nodeIds: readonly number[]): Promise<Map<number, CommittedMeter>> {
  const ids = [...new Set(nodeIds)].sort((a, b) => a - b)
  if (ids.length === 0) return new Map()
  const select = async () => {
    const sql = `SELECT * FROM meters WHERE nodeId IN (${marks(ids.length)}) ORDER BY nodeId${tx.forUpdate}`
    const rows = rowsOf(await tx.query(sql, ids)).map(parseMeter)
    return new Map(rows.map(meter => [meter.nodeId, meter]))
  }
  const found = await select()
  const missing = ids.filter(id => !found.has(id))
  if (missing.length === 0) return found
  const ignore = tx.engine === 'sqlite' ? 'OR IGNORE' : 'IGNORE'
  await tx.query(
    `INSERT ${ignore} INTO meters (nodeId, instance, seq, start, supersededStarts, appliedEpoch, appliedRevision,
       takenAt, collectedAt, rolledUntil, haltedAt, haltedReason)
     VALUES ${missing.map(() => "(?, NULL, 0, '', '[]', 0, 0, 0, 0, 0, NULL, '')").join(', ')}`,
    missing,
  )
  return select()
}

/** Stores a meter that `lockMeters` has locked. */
export async function saveMeter(tx: Tx, meter: CommittedMeter): Promise<void> {
  await tx.query(
    `UPDATE meters SET instance = ?, seq = ?, start = ?, supersededStarts = ?, appliedEpoch = ?, appliedRevision = ?,
       takenAt = ?, collectedAt = ?, rolledUntil = ?, haltedAt = ?, haltedReason = ? WHERE nodeId = ?`,
    [
      meter.instance,
      meter.seq,
      meter.start,
      JSON.stringify(meter.supersededStarts),
      meter.appliedEpoch,
      meter.appliedRevision,
      meter.takenAt,
      meter.collectedAt,
      meter.rolledUntil,
      meter.haltedAt,
      meter.haltedReason,
      meter.nodeId,
    ],
  )
}

function parseChunk(value: unknown): Buffer {
  if (!Buffer.isBuffer(value) || value.length !== chunkBytes) throw new Error('a chunk of a meter is damaged')
  return value
}

/** The chunks of a node, by number. The caller may change the buffers and hand them to `saveChunks`. */
export async function readChunks(tx: Tx, nodeId: number): Promise<Map<number, Buffer>> {
  const rows = rowsOf(await tx.query('SELECT chunk, data FROM meter_chunks WHERE nodeId = ?', [nodeId]))
  return new Map(rows.map(row => [asInteger(row['chunk']), parseChunk(row['data'])]))
}

/** Writes chunks of a node, in ascending order. */
export async function saveChunks(tx: Tx, nodeId: number, chunks: ReadonlyMap<number, Buffer>): Promise<void> {
  const ordered = [...chunks].sort(([a], [b]) => a - b)
  // 128 chunks of 15 kB are all a node can have, and fit the smallest usual max_allowed_packet.
  for (let from = 0; from < ordered.length; from += 64) {
    const part = ordered.slice(from, from + 64)
    const values = part.map(() => '(?, ?, ?)').join(', ')
    const update =
      tx.engine === 'sqlite'
        ? 'ON CONFLICT (nodeId, chunk) DO UPDATE SET data = excluded.data'
        : 'ON DUPLICATE KEY UPDATE data = VALUES(data)'
    const sql = `INSERT INTO meter_chunks (nodeId, chunk, data) VALUES ${values} ${update}`
    const parameters = part.flatMap(([chunk, data]) => [nodeId, chunk, data])
    if (tx.engine === 'sqlite') await tx.query(sql, parameters)
    else await executePrepared(tx, sql, parameters)
  }
}

/** Everything known of a node's ports: readings for budgets, `charged` for what is pending. */
export async function readMeterEntries(tx: Tx, nodeId: number): Promise<Map<number, MeterEntry>> {
  const entries = new Map<number, MeterEntry>()
  for (const [chunk, data] of await readChunks(tx, nodeId)) {
    for (const entry of entriesOf(chunk, data)) entries.set(entry.port, entry)
  }
  return entries
}

/** What is known of one port; zeros where nothing was ever seen. */
export async function meterEntry(tx: Tx, nodeId: number, port: number): Promise<MeterEntry> {
  const [entry] = await readMeterEntriesOf(tx, [{ nodeId, port }], false)
  if (!entry) throw new Error('a port has no entry')
  return entry
}

/** Nodes in one statement: each adds a condition. */
const nodesAtOnce = 50

/**
 * What is known of ports of any nodes, in the order asked; zeros where nothing was ever seen.
 * With `lock`, the values are the newest committed ones, whatever the transaction has read before. Whoever settles
 * usage or turns a period has locked the nodes' meters, so that no collection adds to `charged` between reading it and
 * storing `settledCharged`.
 */
export async function readMeterEntriesOf(
  tx: Tx,
  wanted: readonly { readonly nodeId: number; readonly port: number }[],
  lock: boolean,
): Promise<MeterEntry[]> {
  const chunksOfNode = new Map<number, Map<number, Buffer>>()
  for (const { nodeId, port } of wanted) {
    const chunks = chunksOfNode.get(nodeId) ?? new Map<number, Buffer>()
    chunks.set(chunkOf(port), nothingSeen)
    chunksOfNode.set(nodeId, chunks)
  }
  const ordered = [...chunksOfNode].sort(([a], [b]) => a - b)
  for (const batch of inBatches(ordered, nodesAtOnce)) {
    const conditions = batch.map(([, chunks]) => `(nodeId = ? AND chunk IN (${marks(chunks.size)}))`)
    const rows = rowsOf(
      await tx.query(
        `SELECT nodeId, chunk, data FROM meter_chunks WHERE ${conditions.join(' OR ')} ORDER BY nodeId, chunk${
          lock ? tx.forUpdate : ''
        }`,
        batch.flatMap(([nodeId, chunks]) => [nodeId, ...chunks.keys()]),
      ),
    )
    for (const row of rows) {
      chunksOfNode.get(asInteger(row['nodeId']))?.set(asInteger(row['chunk']), parseChunk(row['data']))
    }
  }
  return wanted.map(({ nodeId, port }) =>
    readEntry(chunksOfNode.get(nodeId)?.get(chunkOf(port)) ?? nothingSeen, port),
  )
}

const nothingSeen = emptyChunk()
