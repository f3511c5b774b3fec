import type { DesiredConfig, DesiredPort } from '../contract/agent/config.ts'
import type { Cipher } from '../contract/ciphers.ts'
import type { Bytes, Instant } from '../contract/primitives.ts'

/** A node as its configuration needs to know it. */
export interface ConfiguredNode {
  readonly epoch: number
  readonly revision: number
  /** The instance the limits refer to. */
  readonly instance: string
  readonly blockedPorts: readonly number[]
}

/** A user's port on the node, its password in clear. */
export interface ConfiguredPort {
  readonly port: number
  readonly cipher: Cipher
  readonly password: string
  readonly closeAt: number | null
  readonly closeAfter: number | null
  readonly serve: boolean
}

/** The whole desired state of a node: ports in ascending order, so that the same state is the same text. */
export function buildDesiredConfig(node: ConfiguredNode, ports: readonly ConfiguredPort[]): DesiredConfig {
  return {
    epoch: node.epoch,
    revision: node.revision,
    instance: node.instance,
    ports: ports.map(desiredPort).sort((a, b) => a.port - b.port),
    blockedPorts: [...new Set(node.blockedPorts)].sort((a, b) => a - b),
  }
}

function desiredPort(port: ConfiguredPort): DesiredPort {
  return {
    port: port.port,
    cipher: port.cipher,
    password: port.password,
    closeAt: port.closeAt as Bytes | null,
    closeAfter: port.closeAfter as Instant | null,
    serve: port.serve,
  }
}
