import { randomBytes } from 'node:crypto'
import type { Instant } from '../../hub/contract/primitives.ts'
import type { Tx } from '../../hub/db/transaction.ts'
import { readBalances } from '../../hub/entitlements/read-balances.ts'
import { loadStandings } from '../../hub/entitlements/standing.ts'
import { applyGateInTx } from '../../hub/gate/apply-gate.ts'
import type { Actor } from '../../hub/kernel/actor.ts'
import type { Outcome } from '../../hub/kernel/outcome.ts'
import { meterEntry } from '../../hub/metering/meter-store.ts'
import { assignNodes } from '../../hub/nodes/assign-nodes.ts'
import { createNode, type NewNode } from '../../hub/nodes/create-node.ts'
import { releasePorts } from '../../hub/nodes/release-ports.ts'
import { readPlansOf } from '../../hub/orders/read-plans-of.ts'
import { createVault } from '../../hub/secrets/vault.ts'
import { createUser, type NewUser } from '../../hub/users/create-user.ts'
import type { ApplyGate } from '../../hub/users/ports.ts'
import { manualClock } from '../fakes/manual-clock.ts'
import type { TestEngine } from './engines.ts'
import { openTestDatabase } from './open-test-database.ts'

export const operator: Actor = { kind: 'operator', id: 1, name: 'Li', role: 'owner' }
export const timeZone = 'Asia/Shanghai'

/** The value of a use case that must succeed. */
export function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.code} ${JSON.stringify(outcome.facts)}`)
  return outcome.value
}

/** Use cases of users and nodes on a real database, with the real gate, meter and vault behind their ports. */
export async function openPeopleAndNodes(engine: TestEngine) {
  const test = await openTestDatabase(engine)
  const clock = manualClock()
  const chargedSoFar = async (tx: Tx, nodeId: number, port: number) =>
    (await meterEntry(tx, nodeId, port)).charged
  const applyGate: ApplyGate = (tx, userIds, now, cause, settle) =>
    applyGateInTx(tx, { now, timeZone }, userIds, cause, settle)
  const deps = {
    database: test.database,
    clock,
    vault: createVault(randomBytes(32)),
    random: (size: number) => randomBytes(size),
    allowLocal: false,
    chargedSoFar,
    applyGate,
    assignNodes: (tx: Tx, userIds: readonly number[], at: Instant) =>
      assignNodes(tx, userIds, at, { chargedSoFar }),
    releasePorts,
    settle: (tx: Tx, userIds: readonly number[], now: Instant) =>
      loadStandings(tx, { userIds, now, timeZone, settle: 'all' }),
    readBalances: (tx: Tx, userIds: readonly number[], now: Instant) =>
      readBalances(tx, userIds, now, timeZone),
    readPlans: readPlansOf,
  }
  let made = 0

  return {
    deps,
    clock,
    database: test.database,
    /** Where the database is. */
    config: test.config,
    /** A second connection, as another hub has it. */
    another: test.another,
    /** A node that takes users. */
    async activeNode(wanted: Partial<NewNode> = {}): Promise<number> {
      made += 1
      const node = succeeded(await createNode(deps, { ...aNode(made), ...wanted }, operator))
      await test.database.inTransaction(tx =>
        tx.query("UPDATE nodes SET state = 'active', enrolledAt = ? WHERE id = ?", [clock.now(), node.id]),
      )
      return node.id
    },
    async user(wanted: Partial<NewUser> = {}): Promise<number> {
      made += 1
      return succeeded(await createUser(deps, { ...aUser(made), ...wanted }, operator)).id
    },
    /** Gives users nodes and numbers, as the first grant does. */
    assign: (...userIds: number[]) =>
      test.database.inTransaction(tx => deps.assignNodes(tx, userIds, clock.now())),
    /** A collection in which the node answers with its present revision, and the limits before are let go. */
    async confirm(nodeId: number): Promise<void> {
      await test.database.inTransaction(async tx => {
        await tx.query('DELETE FROM meters WHERE nodeId = ?', [nodeId])
        await tx.query(
          'INSERT INTO meters (nodeId, instance, seq, start, supersededStarts, appliedEpoch, appliedRevision, takenAt, collectedAt, rolledUntil, haltedAt, haltedReason) ' +
            "SELECT id, ?, 1, '', '[]', 1, revision, ?, ?, 0, NULL, '' FROM nodes WHERE id = ?",
          ['ab'.repeat(16), clock.now(), clock.now(), nodeId],
        )
        await tx.query('UPDATE assignments SET heldCloseAt = closeAt WHERE nodeId = ?', [nodeId])
      })
    },
    async ports(userId: number) {
      const rows = (await test.database.inTransaction(tx =>
        tx.query('SELECT nodeId, port, releasedAt FROM assignments WHERE userId = ? ORDER BY nodeId, port', [
          userId,
        ]),
      )) as { nodeId: number; port: number; releasedAt: unknown }[]
      return rows.map(row => ({ nodeId: row.nodeId, port: row.port, released: row.releasedAt !== null }))
    },
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}

export const aNode = (number: number): NewNode => ({
  name: `hk${number}`,
  country: 'HK',
  region: 'asia',
  capacity: 100,
  managementHost: `192.0.2.${number}`,
  managementPort: 8_471,
  ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'],
  portFrom: 10_000,
  portUntil: 29_999,
  blockedPorts: [],
  note: '',
  rate: 1_000,
  addresses: [],
})

export const aUser = (number: number): NewUser => ({
  name: `user ${number}`,
  email: `user${number}@example.com`,
  cipher: 'aes-256-gcm',
  nodeCount: 2,
  regions: [],
  cyclePolicy: 'calendar',
  note: '',
})
