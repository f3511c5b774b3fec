import { In } from 'typeorm'
import type { RolloutDetail, RolloutItem } from '../../contract/admin/rollouts.ts'
import type { Instant } from '../../contract/primitives.ts'
import {
  type RolloutNodeRow,
  type RolloutRow,
  rolloutEntity,
  rolloutNodeEntity,
} from '../../db/entities/fleet.ts'
import { nodeEntity } from '../../db/entities/nodes.ts'
import type { Database, Tx } from '../../db/transaction.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import { nodesOfRollout } from './rollout-store.ts'

const instantOrNull = (value: number | null) => value as Instant | null

/** A page of roll-outs, newest first; `open` lists the one that changes nodes now. */
export function listRollouts(
  deps: { readonly database: Database },
  query: { readonly limit: number; readonly after?: string | undefined; readonly state: 'open' | 'all' },
): Promise<{ items: RolloutItem[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const select = tx.manager.createQueryBuilder(rolloutEntity, 'rollout').orderBy('rollout.id', 'DESC')
    const after = Number(query.after)
    if (query.after !== undefined && Number.isSafeInteger(after)) {
      select.andWhere('rollout.id < :after', { after })
    }
    if (query.state === 'open') select.andWhere("rollout.openKey = 'open'")
    const rows = await select.limit(query.limit + 1).getMany()
    const page = rows.slice(0, query.limit)
    const nodes = await tx.manager.find(rolloutNodeEntity, {
      where: { rolloutId: In(page.map(row => row.id)) },
      order: { rolloutId: 'ASC', position: 'ASC' },
    })
    const names = await nodeNames(tx, nodes)
    const items = page.map(row =>
      viewItem(
        row,
        nodes.filter(node => node.rolloutId === row.id),
        names,
      ),
    )
    return { items, next: rows.length > query.limit ? String(page.at(-1)?.id) : null }
  })
}

/** A roll-out with its nodes. Fails with `rollout_not_found`. */
export function readRollout(
  deps: { readonly database: Database },
  { rolloutId }: { readonly rolloutId: number },
): Promise<Outcome<RolloutDetail>> {
  return outcomeOf(() => deps.database.inTransaction(tx => viewRollout(tx, rolloutId)))
}

/** The same within a transaction. Throws `rollout_not_found`. */
export async function viewRollout(tx: Tx, rolloutId: number): Promise<RolloutDetail> {
  const row = await tx.manager.findOneBy(rolloutEntity, { id: rolloutId })
  if (row === null) throw new RolledBack(fail('rollout_not_found', { rolloutId }))
  const nodes = await nodesOfRollout(tx, rolloutId)
  const names = await nodeNames(tx, nodes)
  const first = nodes.find(node => node.state !== 'unchanged' && node.state !== 'skipped')
  const provenAt =
    row.state === 'trial' && first?.state === 'confirmed' && first.healthySince !== null
      ? first.healthySince + row.healthyMinutes * 60_000
      : null
  return {
    ...viewItem(row, nodes, names),
    nodes: nodes.map(node => ({
      nodeId: node.nodeId,
      name: names.get(node.nodeId) ?? '',
      state: node.state,
      appliedAt: instantOrNull(node.appliedAt),
      confirmedAt: instantOrNull(node.confirmedAt),
      healthySince: instantOrNull(node.healthySince),
      before: node.hadBefore,
      problem: node.problem,
    })),
    spreadsAt: instantOrNull(provenAt),
  }
}

function viewItem(
  row: RolloutRow,
  nodes: readonly RolloutNodeRow[],
  names: ReadonlyMap<number, string>,
): RolloutItem {
  const { openKey: _, wanted, createdAt, changedAt, ...rest } = row
  const count = (state: RolloutNodeRow['state']) => nodes.filter(node => node.state === state).length
  const failed = row.state === 'failed' ? nodes.find(node => node.state === 'failed') : undefined
  return {
    ...rest,
    change: wanted,
    createdAt: createdAt as Instant,
    changedAt: changedAt as Instant,
    failedOn: failed?.problem
      ? { nodeId: failed.nodeId, name: names.get(failed.nodeId) ?? '', problem: failed.problem }
      : null,
    counts: {
      nodes: nodes.length,
      confirmed: count('confirmed'),
      waiting: count('waiting'),
      failed: count('failed'),
    },
  }
}

async function nodeNames(tx: Tx, nodes: readonly RolloutNodeRow[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(nodes.map(node => node.nodeId))]
  if (ids.length === 0) return new Map()
  const rows = await tx.manager.find(nodeEntity, { select: { id: true, name: true }, where: { id: In(ids) } })
  return new Map(rows.map(row => [row.id, row.name]))
}
