import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { LedgerDifference } from '../contract/admin/metering.ts'
import { integerIn } from '../db/raw-row.ts'
import { readApart } from '../db/read-apart.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { writeLastProof, writeProving } from './last-proof-store.ts'
import { entriesOf } from './meter-chunk.ts'
import { readChunks } from './meter-store.ts'
import { sizeOf, sumsByNode } from './node-sums.ts'
import { nothingPruned, readPruned } from './pruned-store.ts'
import type { Amounts } from './sum-rule.ts'

interface NodeSums {
  rolled: Amounts
  unrolled: Amounts
  days: Amounts
  cycles: Amounts
  /** Kept beside the ledger: see kept-sums. */
  nodeHours: Amounts
  planHours: Amounts
  /** Of the days that have rows of users still. */
  recentNodeDays: Amounts
  nodeDays: Amounts
  planDays: Amounts
  userMonths: Amounts
}

const zero: Amounts = { upload: 0, download: 0, charged: 0 }
const nothing: NodeSums = {
  ...{ rolled: zero, unrolled: zero, days: zero, cycles: zero, nodeHours: zero, planHours: zero },
  ...{ recentNodeDays: zero, nodeDays: zero, planDays: zero, userMonths: zero },
}
const plus = (a: Amounts, b: Amounts): Amounts => ({
  upload: a.upload + b.upload,
  download: a.download + b.download,
  charged: a.charged + b.charged,
})

export interface LedgerProof {
  /** How many nodes have a ledger. */
  readonly nodes: number
  readonly differences: LedgerDifference[]
}

export interface ProofProgress {
  /** Rows that were added up, of about so many. */
  readonly done: number
  readonly of: number
}

/**
 * Compares, for each node: hours that were rolled up, days and cycle totals with each other (what was pruned is added
 * from its record), the sums that are kept by node, plan and month with them, and the charged bytes of the meter with
 * cycle totals and the hours not rolled up. Also that no assignment has settled more than was counted. All sums are of
 * one moment.
 */
export function findLedgerDifferences(
  database: Database,
  heard: (progress: ProofProgress) => Promise<void> = async () => {},
): Promise<LedgerProof> {
  return readApart(database, tx => compareSums(tx, heard))
}

async function compareSums(tx: Tx, heard: (progress: ProofProgress) => Promise<void>): Promise<LedgerProof> {
  const sums = await loadSums(tx, heard)
  const differences: LedgerDifference[] = []
  for (const [nodeId, of] of sums) {
    const { rolled, unrolled, days, cycles } = of
    const pruned = (await readPruned(tx, nodeId)) ?? nothingPruned
    const compare = (name: string, left: Amounts, right: Amounts) => {
      for (const part of ['upload', 'download', 'charged'] as const) {
        if (left[part] === right[part]) continue
        differences.push({ nodeId, sums: `${name}: ${part}`, left: left[part], right: right[part] })
      }
    }
    compare('hours = cycles', plus(rolled, pruned.hours), cycles)
    compare('days = cycles', plus(days, pruned.days), cycles)
    compare('node hours = hours', of.nodeHours, rolled)
    compare('plan hours = node hours', of.planHours, of.nodeHours)
    compare('node days = days', of.recentNodeDays, days)
    compare('plan days = node days', of.planDays, of.nodeDays)
    compare('user months = node days', of.userMonths, of.nodeDays)
    const meter = await meterSums(tx, nodeId)
    const counted = cycles.charged + unrolled.charged
    if (meter.charged !== counted) {
      differences.push({ nodeId, sums: 'meter = ledger: charged', left: meter.charged, right: counted })
    }
    for (const { port, settled, charged } of meter.oversettled) {
      differences.push({ nodeId, sums: `settled <= charged: port ${port}`, left: settled, right: charged })
    }
  }
  return { nodes: sums.size, differences }
}

const rolledHours = 'JOIN meters m ON m.nodeId = t.nodeId WHERE t.slot < m.rolledUntil'
const unrolledHours = 'JOIN meters m ON m.nodeId = t.nodeId WHERE t.slot >= m.rolledUntil'

async function loadSums(
  tx: Tx,
  heard: (progress: ProofProgress) => Promise<void>,
): Promise<Map<number, NodeSums>> {
  const sums = new Map<number, NodeSums>()
  const tables: readonly (readonly [part: keyof NodeSums, table: string, rest: string])[] = [
    ['rolled', 'ledger_hours', rolledHours],
    ['unrolled', 'ledger_hours', unrolledHours],
    ['days', 'ledger_days', ''],
    ['cycles', 'cycle_usage', ''],
    ['nodeHours', 'node_hours', ''],
    ['planHours', 'plan_hours', ''],
    ['nodeDays', 'node_days', ''],
    ['planDays', 'plan_days', ''],
    ['userMonths', 'user_months', ''],
  ]
  let of = 0
  for (const [, table] of tables) of += await sizeOf(tx, table)
  let done = 0
  const firstDays = new Map<number, number>()
  const add = async (part: keyof NodeSums, table: string, rest: string) => {
    for await (const { byNode, rows } of sumsByNode(tx, table, rest)) {
      for (const [nodeId, amounts] of byNode) {
        const { firstDay } = amounts
        if (firstDay !== null) firstDays.set(nodeId, Math.min(firstDay, firstDays.get(nodeId) ?? firstDay))
        const node = sums.get(nodeId) ?? { ...nothing }
        sums.set(nodeId, { ...node, [part]: plus(node[part], amounts) })
      }
      done += rows
      await heard({ done: Math.min(done, of), of })
    }
  }
  for (const [part, table, rest] of tables) await add(part, table, rest)
  // Days are pruned whole, node by node: what is left of a node's ledger begins with a whole day.
  const recent = [...firstDays].map(([nodeId, day]) => `(t.nodeId = ${nodeId} AND t.day >= ${day})`)
  await add('recentNodeDays', 'node_days', `WHERE (${recent.join(' OR ') || 't.nodeId < 0'})`)
  return sums
}

async function meterSums(tx: Tx, nodeId: number) {
  const settled = new Map(
    rowsOf(await tx.query('SELECT port, settledCharged FROM assignments WHERE nodeId = ?', [nodeId])).map(
      row => [integerIn(row, 'port'), integerIn(row, 'settledCharged')],
    ),
  )
  let charged = 0
  const oversettled: { port: number; settled: number; charged: number }[] = []
  for (const [chunk, data] of await readChunks(tx, nodeId)) {
    for (const entry of entriesOf(chunk, data)) {
      charged += entry.charged
      const paid = settled.get(entry.port) ?? 0
      if (paid > entry.charged) oversettled.push({ port: entry.port, settled: paid, charged: entry.charged })
    }
  }
  return { charged, oversettled }
}

/** How often it is told how far a proof is. */
const tellEveryMs = 700

/** The daily proof: it is kept, and an alert stands as long as something differs. Says what it found. */
export async function proveLedger(deps: {
  readonly database: Database
  readonly clock: Clock
}): Promise<string> {
  const { database, clock } = deps
  let told = clock.now()
  const tell = async (progress: ProofProgress) => {
    const at = clock.now()
    if (at - told < tellEveryMs) return
    told = at
    await database.inTransaction(tx => writeProving(tx, progress, at))
  }
  const proof = await findLedgerDifferences(database, tell)
  const { nodes, differences } = proof
  return database.inTransaction(async tx => {
    const key = { at: clock.now(), kind: 'ledger.differs', subject: 'ledger' }
    await writeLastProof(tx, proof, key.at)
    const [first] = differences
    if (!first) {
      await closeAlert(tx, key)
      return `the sums of ${nodes} nodes agree`
    }
    const message = `${differences.length} sums differ, the first on node ${first.nodeId} (${first.sums}): ${first.left} and ${first.right}`
    await openAlert(tx, { ...key, severity: 'critical', message })
    return message
  })
}
