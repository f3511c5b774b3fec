import { isIP } from 'node:net'
import type { NodeAddress } from '../contract/admin/node-views.ts'
import type { NodeRow } from '../db/entities/nodes.ts'
import { type Failure, fail } from '../kernel/outcome.ts'
import { isRefusedHost } from './outgoing-address.ts'

type Settings = Pick<NodeRow, 'managementHost' | 'managementPort' | 'portFrom' | 'portUntil'>

const isPort = (port: number) => Number.isInteger(port) && port >= 1 && port <= 65_535

/** A host name: labels of letters, digits and inner hyphens; what the resolver does not get to see need not be told. */
const hostName =
  /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$/

/**
 * Why a node cannot be set up like this; null where it can. `ephemeral` is the range for outgoing connections that
 * its agent reported, if it has. `allowLocal` is the demo's.
 */
export function judgeSettings(
  node: Settings,
  ephemeral: readonly [number, number] | null,
  allowLocal: boolean,
): Failure | null {
  const host = node.managementHost
  if (isIP(host) === 0 && !hostName.test(host)) {
    return fail('address_refused', { host, reason: 'not_a_host' })
  }
  if (!allowLocal && isRefusedHost(host))
    return fail('address_refused', { host, reason: 'loopback_or_link_local' })
  for (const [field, port] of Object.entries({
    managementPort: node.managementPort,
    portFrom: node.portFrom,
    portUntil: node.portUntil,
  })) {
    if (!isPort(port)) return fail('port_out_of_range', { field, port, reason: 'not_a_port' })
  }
  if (node.portFrom > node.portUntil) {
    return fail('port_out_of_range', {
      portFrom: node.portFrom,
      portUntil: node.portUntil,
      reason: 'empty_range',
    })
  }
  if (ephemeral && node.portFrom >= ephemeral[0] && node.portUntil <= ephemeral[1]) {
    return fail('port_out_of_range', {
      portFrom: node.portFrom,
      portUntil: node.portUntil,
      ephemeral,
      reason: 'ephemeral',
    })
  }
  return null
}

/** Why customers cannot be sent to these addresses; null where they can. */
export function judgeAddresses(
  addresses: readonly NodeAddress[],
  range: Pick<Settings, 'portFrom' | 'portUntil'>,
  allowLocal: boolean,
): Failure | null {
  for (const { kind, host, portOffset } of addresses) {
    const family = isIP(host)
    const fits =
      kind === 'ipv4' ? family === 4 : kind === 'ipv6' ? family === 6 : family !== 0 || hostName.test(host)
    if (!fits || (kind === 'domain' && family !== 0)) {
      return fail('address_refused', { host, kind, reason: 'not_of_its_kind' })
    }
    if (!allowLocal && isRefusedHost(host))
      return fail('address_refused', { host, reason: 'loopback_or_link_local' })
    if (portOffset !== 0 && kind !== 'relay') {
      return fail('address_refused', { host, kind, portOffset, reason: 'offset_without_relay' })
    }
    if (!isPort(range.portFrom + portOffset) || !isPort(range.portUntil + portOffset)) {
      return fail('port_out_of_range', { host, portOffset, reason: 'offset_leads_outside' })
    }
  }
  return null
}
