import type { NodeAddress, NodeView } from '../contract/admin/node-views.ts'
import type { NodeAddressRow, NodeRow } from '../db/entities/nodes.ts'

/** A node as operators see it. */
export function mapNode(row: NodeRow): NodeView {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    country: row.country,
    region: row.region,
    capacity: row.capacity,
    managementHost: row.managementHost,
    managementPort: row.managementPort,
    ciphers: row.ciphers,
    portFrom: row.portFrom,
    portUntil: row.portUntil,
    blockedPorts: row.blockedPorts,
    note: row.note,
    createdAt: row.createdAt,
    enrolledAt: row.enrolledAt,
    removedAt: row.removedAt,
    version: row.version,
  }
}

export function mapAddress(row: NodeAddressRow): NodeAddress {
  return { kind: row.kind, host: row.host, portOffset: row.portOffset }
}
