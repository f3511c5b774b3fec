import type { DesiredConfig } from '../../hub/contract/agent/config.ts'
import type { Cipher } from '../../hub/contract/ciphers.ts'

/** Ports inside the range from which the node's own connections leave: one of those could hit a user's port. */
export function ephemeralConflicts(
  config: DesiredConfig,
  range: readonly [number, number],
): readonly number[] {
  return config.ports.map(entry => entry.port).filter(port => port >= range[0] && port <= range[1])
}

/** Served ports whose cipher the backend does not speak. */
export function unsupportedCiphers(config: DesiredConfig, ciphers: readonly Cipher[]): readonly number[] {
  return config.ports.filter(entry => entry.serve && !ciphers.includes(entry.cipher)).map(entry => entry.port)
}
