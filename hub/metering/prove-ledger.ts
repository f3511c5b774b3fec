import { closeAlert, openAlert } from '../alerts/alerts.ts'
import type { LedgerDifference } from '../contract/admin/metering.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { writeLastProof } from './last-proof-store.ts'
import { entriesOf } from './meter-chunk.ts'
import { readChunks } from './meter-store.ts'
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

/**
 * Compares, for each node: hours that were rolled up, days and cycle totals with each other (what was pruned is added
 * from its record), the sums that are kept by node, plan and month with them, and the charged bytes of the meter with
 * cycle totals and the hours not rolled up. Also that no assignment has settled more than was counted. All sums are of
 * one moment.
 */
export function findLedgerDifferences(database: Database): Promise<LedgerProof> {
  return database.inTransaction(compareSums, { snapshot: true })
}

async function compareSums(tx: Tx): Promise<LedgerProof> {
  const sums = await loadSums(tx)
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

async function loadSums(tx: Tx): Promise<Map<number, NodeSums>> {
  const sums = new Map<number, NodeSums>()
  const load = async (part: keyof NodeSums, from: string) => {
    const rows = rowsOf(
      await tx.query(
        `SELECT t.nodeId AS nodeId, SUM(t.upload) AS upload, SUM(t.download) AS download, SUM(t.charged) AS charged
         FROM ${from} GROUP BY t.nodeId ORDER BY t.nodeId`,
      ),
    )
    for (const row of rows) {
      const nodeId = integerIn(row, 'nodeId')
      const node = sums.get(nodeId) ?? { ...nothing }
      node[part] = {
        upload: integerIn(row, 'upload'),
        download: integerIn(row, 'download'),
        charged: integerIn(row, 'charged'),
      }
      sums.set(nodeId, node)
    }
  }
  await load('rolled', 'ledger_hours t JOIN meters m ON m.nodeId = t.nodeId WHERE t.slot < m.rolledUntil')
  await load('unrolled', 'ledger_hours t JOIN meters m ON m.nodeId = t.nodeId WHERE t.slot >= m.rolledUntil')
  await load('days', 'ledger_days t')
  await load('cycles', 'cycle_usage t')
  await load('nodeHours', 'node_hours t')
  await load('planHours', 'plan_hours t')
  const withDays = [...sums].filter(([, { days }]) => days !== zero).map(([nodeId]) => nodeId)
  const recent = await Promise.all(withDays.map(nodeId => sinceFirstDay(tx, nodeId)))
  await load('recentNodeDays', `node_days t WHERE ${recent.join(' OR ') || 't.nodeId < 0'}`)
  await load('nodeDays', 'node_days t')
  await load('planDays', 'plan_days t')
  await load('userMonths', 'user_months t')
  return sums
}

/** Days are pruned whole, node by node: what is left of a node's ledger begins with a whole day. */
async function sinceFirstDay(tx: Tx, nodeId: number): Promise<string> {
  const [first] = rowsOf(
    await tx.query('SELECT day FROM ledger_days WHERE nodeId = ? ORDER BY day LIMIT 1', [nodeId]),
  )
  return `(t.nodeId = ${nodeId} AND t.day >= ${first ? integerIn(first, 'day') : 0})`
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

/** The daily proof: it is kept, and an alert stands as long as something differs. Says what it found. */
export async function proveLedger(deps: {
  readonly database: Database
  readonly clock: Clock
}): Promise<string> {
  const proof = await findLedgerDifferences(deps.database)
  const { nodes, differences } = proof
  return deps.database.inTransaction(async tx => {
    const key = { at: deps.clock.now(), kind: 'ledger.differs', subject: 'ledger' }
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
