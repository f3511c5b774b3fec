import { isIP } from 'node:net'

/** What a certificate may be used for; the role is in its names, so that none passes for another. */
export type CertificateRole = 'hub' | 'node' | 'enrolment' | 'listener'

export interface CertificateShape {
  readonly commonName: string
  readonly names: readonly { readonly type: 'url' | 'dns' | 'ip'; readonly value: string }[]
  readonly usage: 'client' | 'server'
  readonly lifeMs: number
}

const dayMs = 86_400_000
export const leafLifeMs = 365 * dayMs
export const enrolmentLifeMs = dayMs
export const authorityLifeMs = 3_650 * dayMs

/** The hub as a client of agents. */
export function hubShape(): CertificateShape {
  return {
    commonName: 'sluice hub',
    names: [{ type: 'url', value: 'urn:sluice:role:hub' }],
    usage: 'client',
    lifeMs: leafLifeMs,
  }
}

/** An agent: the hub checks the id in it instead of the address. */
export function nodeShape(nodeId: number): CertificateShape {
  return {
    commonName: `node-${nodeId}`,
    names: [
      { type: 'url', value: `urn:sluice:node:${nodeId}` },
      { type: 'dns', value: `node-${nodeId}.sluice.internal` },
    ],
    usage: 'server',
    lifeMs: leafLifeMs,
  }
}

/** An agent that has no certificate yet: good for first contact alone. */
export function enrolmentShape(nodeId: number): CertificateShape {
  return {
    commonName: `node-${nodeId} enrolment`,
    names: [{ type: 'url', value: `urn:sluice:enrolment:${nodeId}` }],
    usage: 'server',
    lifeMs: enrolmentLifeMs,
  }
}

/** The admin listener, for consoles that trust the hub's authority. `hosts` are names and addresses. */
export function listenerShape(hosts: readonly string[]): CertificateShape {
  return {
    commonName: 'sluice admin',
    names: hosts.map(host => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host })),
    usage: 'server',
    lifeMs: leafLifeMs,
  }
}
