import type { NodeListItem } from '../contract/admin/node-views.ts'
import type { Overview } from '../contract/admin/overview.ts'
import type { Instant } from '../contract/primitives.ts'
import { integerIn } from '../db/raw-row.ts'
import { type Database, rowsOf, type Tx } from '../db/transaction.ts'
import { describeNodes } from '../nodes/list-nodes.ts'
import { countAffected } from './affected-users.ts'

type Nodes = Overview['nodes']
type Trouble = Nodes['troubled'][number]['state']

const mostTroubled = 10

/** Every node that is not removed, with how it stands. */
export async function readFleet(tx: Tx, now: Instant): Promise<readonly NodeListItem[]> {
  const rows = rowsOf(await tx.query("SELECT id FROM nodes WHERE state <> 'removed' ORDER BY id"))
  return describeNodes(
    tx,
    rows.map(row => integerIn(row, 'id')),
    now,
  )
}

/** What is wrong with a node, gravest first; null where it serves and has what it should. */
function troubleOf({ summary }: NodeListItem): Trouble | null {
  if (summary.reasons.includes('halted')) return 'halted'
  if (summary.reasons.includes('failing')) return 'failing'
  const isBehind = summary.reasons.some(reason => reason === 'config_refused' || reason === 'config_pending')
  return isBehind ? 'pending' : null
}

/** How many nodes are well, and which are not with whom that hits. */
export async function sumUpNodes(
  database: Database,
  fleet: readonly NodeListItem[],
  now: Instant,
): Promise<Nodes> {
  const troubled = fleet.flatMap(node => {
    const state = troubleOf(node)
    return state === null ? [] : [{ node, state }]
  })
  const countOf = (wanted: Trouble) => troubled.filter(({ state }) => state === wanted).length
  const ids = troubled.map(({ node }) => node.id)
  const away = troubled.filter(({ state }) => state !== 'pending').map(({ node }) => node.id)
  const users = await countAffected(database, { ids, away }, now)
  const listed = troubled
    .map(({ node, state }) => ({
      nodeId: node.id,
      name: node.name,
      state,
      since: state === 'failing' ? node.contact.failingSince : null,
      users: users.byNode.get(node.id) ?? 0,
    }))
    .sort((a, b) => b.users - a.users || a.nodeId - b.nodeId)
  return {
    all: fleet.length,
    ok: fleet.length - troubled.length,
    failing: countOf('failing'),
    halted: countOf('halted'),
    pending: countOf('pending'),
    usersAffected: users.onAny,
    troubled: listed.slice(0, mostTroubled),
  }
}

/** What passes all nodes at this moment, in bits a second; null where none was collected lately. */
export function sumUpTraffic(fleet: readonly NodeListItem[]): Overview['traffic']['now'] {
  const telling = fleet.flatMap(({ traffic, lastCollectedAt }) =>
    traffic === null || lastCollectedAt === null ? [] : [{ ...traffic, at: lastCollectedAt }],
  )
  if (telling.length === 0) return null
  return {
    upload: telling.reduce((sum, node) => sum + node.upload, 0),
    download: telling.reduce((sum, node) => sum + node.download, 0),
    at: Math.max(...telling.map(({ at }) => at)),
  }
}
