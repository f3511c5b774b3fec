import { In } from 'typeorm'
import type { NodeListItem } from '../contract/admin/node-views.ts'
import { agentHealth } from '../contract/agent/health.ts'
import { type Instant, slotOf } from '../contract/primitives.ts'
import { type NodeContactRow, type NodeRow, nodeContactEntity, nodeEntity } from '../db/entities/nodes.ts'
import { alertEntity } from '../db/entities/system.ts'
import { integerIn, integerOrNullIn, marks, textIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { expirySeverity } from '../pki/expiry-rule.ts'
import { heldCertificates } from '../pki/list-renewals.ts'
import { contactFault } from './contact-fault-rule.ts'
import { configRefusedAlert } from './node-store.ts'
import { type NodeFacts, summarizeNode } from './node-summary-rule.ts'
import { mapNode } from './node-view.ts'

export interface ListNodesDeps {
  readonly database: Database
  readonly clock: Clock
}

export interface NodeQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly search?: string | undefined
  readonly state?: NodeRow['state'] | undefined
  readonly region?: string | undefined
}

/** A page of nodes, oldest first, with load, health and revisions. Removed ones only where asked for by state. */
export function listNodes(
  deps: ListNodesDeps,
  query: NodeQuery,
): Promise<{ items: NodeListItem[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const ids = await findIds(tx, query)
    const page = ids.slice(0, query.limit)
    const items = await describeNodes(tx, page, deps.clock.now())
    return { items, next: ids.length > query.limit ? String(page.at(-1)) : null }
  })
}

async function findIds(tx: Tx, query: NodeQuery): Promise<number[]> {
  const conditions = [query.state === undefined ? "state <> 'removed'" : 'state = ?']
  const values: unknown[] = query.state === undefined ? [] : [query.state]
  const after = Number(query.after)
  if (query.after !== undefined && Number.isSafeInteger(after)) {
    conditions.push('id > ?')
    values.push(after)
  }
  if (query.region !== undefined) {
    conditions.push('region = ?')
    values.push(query.region)
  }
  if (query.search) {
    const part = `%${query.search.toLowerCase().replace(/[!%_]/g, '!$&')}%`
    conditions.push("(LOWER(name) LIKE ? ESCAPE '!' OR LOWER(managementHost) LIKE ? ESCAPE '!')")
    values.push(part, part)
  }
  const rows = rowsOf(
    await tx.query(`SELECT id FROM nodes WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ?`, [
      ...values,
      query.limit + 1,
    ]),
  )
  return rows.map(row => integerIn(row, 'id'))
}

/** Nodes in the order of the ids, with everything that is known of their state. */
export async function describeNodes(tx: Tx, ids: readonly number[], at: Instant): Promise<NodeListItem[]> {
  if (ids.length === 0) return []
  const list = marks(ids.length)
  const nodes = new Map(
    (await tx.manager.find(nodeEntity, { where: { id: In([...ids]) } })).map(row => [row.id, row]),
  )
  const contacts = new Map(
    (await tx.manager.find(nodeContactEntity, { where: { nodeId: In([...ids]) } })).map(row => [
      row.nodeId,
      row,
    ]),
  )
  const select = async (sql: string, values: readonly unknown[] = ids) =>
    new Map(rowsOf(await tx.query(sql, values)).map(row => [integerIn(row, 'nodeId'), row]))
  const released = await select(
    `SELECT nodeId, COUNT(*) AS ports FROM assignments WHERE nodeId IN (${list}) AND releasedAt IS NOT NULL GROUP BY nodeId`,
  )
  const meters = await select(
    `SELECT nodeId, appliedRevision, collectedAt, haltedAt, haltedReason FROM meters WHERE nodeId IN (${list})`,
  )
  const rates = await select(
    'SELECT r.nodeId AS nodeId, r.rate AS rate FROM node_rates r JOIN (SELECT nodeId, MAX(fromSlot) AS fromSlot ' +
      `FROM node_rates WHERE nodeId IN (${list}) AND fromSlot <= ? GROUP BY nodeId) latest ` +
      'ON latest.nodeId = r.nodeId AND latest.fromSlot = r.fromSlot',
    [...ids, slotOf(at)],
  )
  const certificates = await heldCertificates(tx, at)
  const refusing = await refusingNodes(tx, ids)
  return ids.flatMap(id => {
    const node = nodes.get(id)
    if (!node) return []
    const ports = released.get(id)
    const meter = meters.get(id)
    const contact = contacts.get(id)
    const rate = rates.get(id)
    const collectedAt = (meter && integerIn(meter, 'collectedAt')) || null
    const { users } = node
    const appliedRevision = (meter && integerOrNullIn(meter, 'appliedRevision')) ?? 0
    const certificateExpiresAt = certificates.get(id)?.expiresAt ?? null
    const failingSince = contact?.failingSince ?? null
    const skewMs = contact?.skewMs ?? 0
    const facts: NodeFacts = {
      ...{ state: node.state, capacity: node.capacity, enrolled: node.enrolledAt !== null },
      ...{ collectedAt, failingSince, skewMs, users, appliedRevision, desiredRevision: node.revision },
      halted: meter !== undefined && integerOrNullIn(meter, 'haltedAt') !== null,
      configRefused: refusing.has(id),
      certificate: certificateExpiresAt === null ? null : standingOf(certificateExpiresAt, at),
      problems: problemsOf(contact?.health),
    }
    return {
      ...mapNode(node),
      users,
      releasedPorts: ports ? integerIn(ports, 'ports') : 0,
      rate: rate ? integerIn(rate, 'rate') : 1_000,
      desiredRevision: node.revision,
      appliedRevision,
      lastCollectedAt: collectedAt,
      haltedReason: meter ? textIn(meter, 'haltedReason') : '',
      contact: {
        lastOkAt: contact?.lastOkAt ?? null,
        failures: contact?.failures ?? 0,
        failingSince,
        fault: contactFault(contact?.lastError ?? ''),
        lastError: contact?.lastError ?? '',
        skewMs,
      },
      traffic: trafficOf(contact),
      certificateExpiresAt,
      summary: summarizeNode(facts, at),
    }
  })
}

function trafficOf(contact: NodeContactRow | undefined): NodeListItem['traffic'] {
  if (contact === undefined || contact.uploadRate === null || contact.downloadRate === null) return null
  return { upload: contact.uploadRate, download: contact.downloadRate }
}

function standingOf(expiresAt: number, now: number): NodeFacts['certificate'] {
  const severity = expirySeverity(expiresAt, now)
  return severity === null ? 'good' : severity === 'critical' ? 'urgent' : 'expiring'
}

function problemsOf(health: unknown): number {
  const parsed = agentHealth.safeParse(health)
  return parsed.success ? parsed.data.problems.length : 0
}

/** Those of the nodes that refuse their configuration. */
async function refusingNodes(tx: Tx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const keys = new Map(ids.map(id => [`${configRefusedAlert}:node:${id}`, id]))
  const open = await tx.manager.find(alertEntity, { where: { openKey: In([...keys.keys()]) } })
  return new Set(open.flatMap(({ openKey }) => keys.get(openKey ?? '') ?? []))
}
