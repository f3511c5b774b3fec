import type { CountersAnswer, CountersQuery } from '../../hub/contract/agent/counters.ts'
import type { Instant } from '../../hub/contract/primitives.ts'
import { type Database, rowsOf, type Tx } from '../../hub/db/transaction.ts'
import { createSettleUsage } from '../../hub/entitlements/settle-usage.ts'
import { createAssignmentCache } from '../../hub/metering/assigned-ports.ts'
import { type Collected, collectNode } from '../../hub/metering/collect-node.ts'
import { countersQueryOf } from '../../hub/metering/counter-delta.ts'
import { readMeter } from '../../hub/metering/meter-store.ts'
import { rollUpNode } from '../../hub/metering/roll-up.ts'
import type { FakeAgent } from '../fakes/fake-agent.ts'

/** The collecting half of a hub: asks fake agents and commits what they answer. */
export function collectingHub(
  database: Database,
  options: { readonly timeZone?: string; readonly guard?: (tx: Tx) => Promise<void> } = {},
) {
  const timeZone = options.timeZone ?? 'Asia/Shanghai'
  const settle = createSettleUsage({ timeZone })
  const confirmed: [nodeId: number, epoch: number, revision: number][] = []
  const deps = {
    database,
    timeZone,
    settle,
    assignments: createAssignmentCache(),
    guard: options.guard ?? (async () => {}),
    confirmRevision: async (_tx: Tx, ...applied: [number, number, number]) => void confirmed.push(applied),
  }
  let requests = 0
  const ask = (nodeId: number): Promise<CountersQuery> =>
    database.inTransaction(async tx =>
      countersQueryOf(await readMeter(tx, nodeId), (++requests).toString(16).padStart(32, 'f')),
    )
  const commit = (nodeId: number, query: CountersQuery, answer: CountersAnswer, receivedAt: number) =>
    collectNode(deps, { nodeId, query, answer, receivedAt: receivedAt as Instant })

  return {
    deps,
    confirmed,
    ask,
    commit,
    async collect(nodeId: number, agent: FakeAgent, receivedAt = agent.now()): Promise<Collected> {
      const query = await ask(nodeId)
      return commit(nodeId, query, agent.answer(query), receivedAt)
    },
    rollUp: (nodeId: number) => rollUpNode(deps, nodeId),
    /** Rows of a query, every column that holds an integer as a number. */
    select: (sql: string): Promise<Record<string, unknown>[]> =>
      database.inTransaction(async tx =>
        rowsOf(await tx.query(sql)).map(row =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
              name,
              typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
            ]),
          ),
        ),
      ),
  }
}

export type CollectingHub = ReturnType<typeof collectingHub>
