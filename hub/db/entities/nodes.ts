import { EntitySchema } from 'typeorm'
import type { Cipher } from '../../contract/ciphers.ts'
import { bigint, generatedId, int, json, longText, text } from '../columns.ts'

/** A VPS that serves users. */
export interface NodeRow {
  id: number
  name: string
  state: 'new' | 'active' | 'draining' | 'removed'
  /** ISO 3166-1 alpha-2. */
  country: string
  region: string
  /** Greatest number of users. */
  capacity: number
  managementHost: string
  managementPort: number
  ciphers: Cipher[]
  /** User ports lie in [portFrom, portUntil]. */
  portFrom: number
  portUntil: number
  blockedPorts: number[]
  note: string
  /** Number of the desired configuration; grows with every change of it. */
  revision: number
  /** Grows with every assignment made, moved or released: key of cached assignments. */
  assignmentsVersion: number
  /** Who holds a port on it, counted anew with every change: counting all nodes' for each new customer takes long. */
  users: number
  /** The instance whose readings the budgets of this node refer to; null: it was never collected. */
  budgetInstance: string | null
  /** HMAC of the bundle's token while an enrolment is open. */
  enrolmentHash: string | null
  enrolmentExpiresAt: number | null
  enrolledAt: number | null
  createdAt: number
  removedAt: number | null
  version: number
}

export const nodeEntity = new EntitySchema<NodeRow>({
  name: 'Node',
  tableName: 'nodes',
  columns: {
    id: generatedId(),
    name: text(64),
    state: text(16),
    country: text(2),
    region: text(32),
    capacity: int(),
    managementHost: text(255),
    managementPort: int(),
    ciphers: json(),
    portFrom: int(),
    portUntil: int(),
    blockedPorts: json(),
    note: longText(),
    revision: int(),
    assignmentsVersion: int(),
    users: int({ default: 0 }),
    budgetInstance: text(32, { nullable: true }),
    enrolmentHash: text(64, { nullable: true }),
    enrolmentExpiresAt: bigint({ nullable: true }),
    enrolledAt: bigint({ nullable: true }),
    createdAt: bigint(),
    removedAt: bigint({ nullable: true }),
    version: int(),
  },
  uniques: [{ name: 'uq_nodes_name', columns: ['name'] }],
})

/** Where customers reach a node. */
export interface NodeAddressRow {
  id: number
  nodeId: number
  kind: 'domain' | 'ipv4' | 'ipv6' | 'relay'
  host: string
  /** Added to the user's port (a relay that maps ports). */
  portOffset: number
  position: number
}

export const nodeAddressEntity = new EntitySchema<NodeAddressRow>({
  name: 'NodeAddress',
  tableName: 'node_addresses',
  columns: {
    id: generatedId(),
    nodeId: int(),
    kind: text(16),
    host: text(255),
    portOffset: int(),
    position: int(),
  },
  indices: [{ name: 'ix_node_addresses_node', columns: ['nodeId'] }],
})

/** The rate of a node from a quarter hour on. Rows are never changed once their slot has begun. */
export interface NodeRateRow {
  nodeId: number
  fromSlot: number
  /** Thousandths: 1000 charges each byte once. */
  rate: number
}

export const nodeRateEntity = new EntitySchema<NodeRateRow>({
  name: 'NodeRate',
  tableName: 'node_rates',
  columns: { nodeId: int({ primary: true }), fromSlot: int({ primary: true }), rate: int() },
})

/** How the last contacts with a node went: not needed for exactness, so kept apart from the meter. */
export interface NodeContactRow {
  nodeId: number
  lastOkAt: number | null
  failures: number
  failingSince: number | null
  /** First answer since the last failure; null while it fails. */
  answeringSince: number | null
  nextTryAt: number
  lastError: string
  /** Node's clock minus the hub's, in milliseconds. */
  skewMs: number
  /** Bits a second between the last two collections; null while it does not answer. */
  uploadRate: number | null
  downloadRate: number | null
  /** The last answer of GET /v1/health. */
  health: object | null
  healthAt: number | null
}

export const nodeContactEntity = new EntitySchema<NodeContactRow>({
  name: 'NodeContact',
  tableName: 'node_contacts',
  columns: {
    nodeId: int({ primary: true }),
    lastOkAt: bigint({ nullable: true }),
    failures: int(),
    failingSince: bigint({ nullable: true }),
    answeringSince: bigint({ nullable: true }),
    nextTryAt: bigint(),
    lastError: longText(),
    skewMs: bigint(),
    uploadRate: bigint({ nullable: true }),
    downloadRate: bigint({ nullable: true }),
    health: json(),
    healthAt: bigint({ nullable: true }),
  },
})
