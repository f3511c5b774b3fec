import * as z from 'zod'
import { readEpoch } from '../config/read-epoch.ts'
import { cipher } from '../contract/ciphers.ts'
import { flagIn, integerIn, integerOrNullIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import { readMeter } from '../metering/meter-store.ts'
import type { ConfiguredPort } from './build-desired-config.ts'

/** Everything a node's configuration is made of, as of one moment. Passwords are still sealed. */
export interface NodeState {
  readonly nodeId: number
  readonly managementHost: string
  readonly managementPort: number
  readonly epoch: number
  readonly revision: number
  /** Null: never collected. */
  readonly instance: string | null
  readonly applied: { readonly epoch: number; readonly revision: number }
  readonly blockedPorts: readonly number[]
  readonly ports: readonly (Omit<ConfiguredPort, 'password'> & {
    readonly userId: number
    readonly passwordSecret: string
  })[]
}

const portList = z.array(z.int())

/** Reads a node and its ports; null where it does not exist or was removed. Call it first in its transaction. */
export async function loadNodeState(tx: Tx, nodeId: number): Promise<NodeState | null> {
  const [node] = rowsOf(
    await tx.query(
      'SELECT managementHost, managementPort, revision, blockedPorts FROM nodes WHERE id = ? AND state <> ?',
      [nodeId, 'removed'],
    ),
  )
  if (node === undefined) return null
  const meter = await readMeter(tx, nodeId)
  const rows = rowsOf(
    await tx.query(
      `SELECT a.port, a.userId, a.closeAt, a.closeAfter, a.serve, u.cipher, u.passwordSecret
       FROM assignments a JOIN users u ON u.id = a.userId
       WHERE a.nodeId = ? AND a.releasedAt IS NULL ORDER BY a.port`,
      [nodeId],
    ),
  )
  return {
    nodeId,
    managementHost: textIn(node, 'managementHost'),
    managementPort: integerIn(node, 'managementPort'),
    epoch: await readEpoch(tx),
    revision: integerIn(node, 'revision'),
    instance: meter.instance,
    applied: { epoch: meter.appliedEpoch, revision: meter.appliedRevision },
    blockedPorts: portList.parse(JSON.parse(textIn(node, 'blockedPorts'))),
    ports: rows.map(row => ({
      port: integerIn(row, 'port'),
      userId: integerIn(row, 'userId'),
      cipher: cipher.parse(row['cipher']),
      passwordSecret: textIn(row, 'passwordSecret'),
      closeAt: integerOrNullIn(row, 'closeAt'),
      closeAfter: integerOrNullIn(row, 'closeAfter'),
      serve: flagIn(row, 'serve'),
    })),
  }
}
