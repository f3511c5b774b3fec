import { recordAudit } from '../audit/record-audit.ts'
import type { NodeAddress } from '../contract/admin/node-views.ts'
import { slotOf } from '../contract/primitives.ts'
import { type NodeRow, nodeEntity, nodeRateEntity } from '../db/entities/nodes.ts'
import { type Database, isDuplicate, type Tx } from '../db/transaction.ts'
import { announce } from '../events/announce.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { judgeAddresses, judgeSettings } from './judge-settings.ts'
import { mapNode } from './node-view.ts'
import { writeAddresses } from './write-addresses.ts'

export interface CreateNodeDeps {
  readonly database: Database
  readonly clock: Clock
  /** Loopback and link-local addresses are taken: the demo alone. */
  readonly allowLocal: boolean
}

/** What an operator says of a node. */
export type NodeSettings = Pick<
  NodeRow,
  | 'name'
  | 'country'
  | 'region'
  | 'capacity'
  | 'managementHost'
  | 'managementPort'
  | 'ciphers'
  | 'portFrom'
  | 'portUntil'
  | 'blockedPorts'
  | 'note'
>

export interface NewNode extends NodeSettings {
  /** Thousandths, from now on. */
  readonly rate: number
  readonly addresses: readonly NodeAddress[]
}

/**
 * Describes a node. It is `new`, and takes no users, until its agent is enrolled.
 * Fails with `name_taken`, `address_taken` (management address), `address_refused`, `port_out_of_range`.
 */
export async function createNode(
  deps: CreateNodeDeps,
  input: NewNode,
  actor: Actor,
): Promise<Outcome<NodeRow>> {
  const { rate, addresses, ...settings } = input
  const refusal =
    judgeSettings(settings, null, deps.allowLocal) ?? judgeAddresses(addresses, settings, deps.allowLocal)
  if (refusal) return refusal
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      await refuseTakenAddress(tx, settings)
      const row: Omit<NodeRow, 'id'> = {
        ...settings,
        state: 'new',
        revision: 1,
        assignmentsVersion: 1,
        users: 0,
        budgetInstance: null,
        enrolmentHash: null,
        enrolmentExpiresAt: null,
        enrolledAt: null,
        createdAt: at,
        removedAt: null,
        version: 1,
      }
      const inserted = await tx.manager.insert(nodeEntity, { ...row }).catch((error: unknown) => {
        if (isDuplicate(error)) throw new RolledBack(fail('name_taken', { name: settings.name }))
        throw error
      })
      const node: NodeRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
      await tx.manager.insert(nodeRateEntity, { nodeId: node.id, fromSlot: slotOf(at), rate })
      await writeAddresses(tx, node.id, addresses)
      await announce(tx, { at, kind: 'node.created', subject: { nodeId: node.id } })
      await recordAudit(tx, {
        at,
        actor,
        action: 'node.create',
        subject: `node:${node.id}`,
        before: null,
        after: { ...mapNode(node), rate, addresses },
      })
      return node
    }),
  )
}

/** Two nodes at one management address are one machine too few. */
export async function refuseTakenAddress(
  tx: Tx,
  { managementHost, managementPort }: Pick<NodeRow, 'managementHost' | 'managementPort'>,
  ownId?: number,
): Promise<void> {
  const others = await tx.manager.find(nodeEntity, { where: { managementHost, managementPort } })
  const other = others.find(node => node.id !== ownId && node.state !== 'removed')
  if (other) throw new RolledBack(fail('address_taken', { managementHost, managementPort, nodeId: other.id }))
}
