import { In } from 'typeorm'
import {
  type GateConfirmationRow,
  gateChangeEntity,
  gateConfirmationEntity,
} from '../../db/entities/gate-history.ts'
import { nodeEntity } from '../../db/entities/nodes.ts'
import type { Tx } from '../../db/transaction.ts'
import type { EntryOf, LoadEntries } from './timeline-source.ts'

export const loadGateChanges: LoadEntries = async (tx, userId, moments) => {
  const changes = await tx.manager.findBy(gateChangeEntity, { id: In(moments.map(({ id }) => id)) })
  const changedAt = In([...new Set(changes.map(({ at }) => at))])
  const asked = await tx.manager.find(gateConfirmationEntity, {
    where: { userId, changedAt },
    order: { nodeId: 'ASC', id: 'ASC' },
  })
  const askedAt = Map.groupBy(asked, row => row.changedAt)
  const names = await nodeNames(tx, [...changes, ...asked])
  const nodeOf = (nodeId: number) => ({ nodeId, nodeName: names.get(nodeId) ?? '' })
  const told = (row: GateConfirmationRow) => ({
    ...nodeOf(row.nodeId),
    revision: row.revision,
    confirmedAt: row.confirmedAt,
  })
  return new Map(
    changes.map(({ id, at, gate, was, cause, nodeId }) => {
      const kind = gate === 'open' ? 'gate.opened' : 'gate.closed'
      const nodes = (askedAt.get(at) ?? []).map(told)
      return [
        id,
        {
          ...{ id: `${kind}:${id}`, kind, at, link: { kind: 'gate', id } },
          facts: { gate, before: was, cause, node: nodeId === null ? null : nodeOf(nodeId), nodes },
        } satisfies EntryOf<'gate.opened'>,
      ]
    }),
  )
}

export const loadConfirmations: LoadEntries = async (tx, userId, moments) => {
  const rows = await tx.manager.findBy(gateConfirmationEntity, { id: In(moments.map(({ id }) => id)) })
  const at = In([...new Set(rows.map(({ changedAt }) => changedAt))])
  const changes = await tx.manager.findBy(gateChangeEntity, { userId, at })
  const gateAt = new Map(changes.map(change => [change.at, change.gate]))
  const names = await nodeNames(tx, rows)
  return new Map(
    rows.map(({ id, nodeId, revision, changedAt, confirmedAt }) => [
      id,
      {
        ...{ id: `config.confirmed:${id}`, kind: 'config.confirmed', at: confirmedAt ?? 0 },
        link: { kind: 'node', id: nodeId },
        facts: { nodeId, nodeName: names.get(nodeId) ?? '', revision, gate: gateAt.get(changedAt) ?? '' },
      } satisfies EntryOf<'config.confirmed'>,
    ]),
  )
}

async function nodeNames(
  tx: Tx,
  rows: readonly { readonly nodeId: number | null }[],
): Promise<ReadonlyMap<number, string>> {
  const id = In([...new Set(rows.map(({ nodeId }) => nodeId))])
  const nodes = await tx.manager.find(nodeEntity, { where: { id }, select: { id: true, name: true } })
  return new Map(nodes.map(node => [node.id, node.name]))
}
