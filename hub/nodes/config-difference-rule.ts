import type { ConfigDifference } from '../contract/admin/node-views.ts'
import type { AppliedConfig, DesiredConfig } from '../contract/agent/config.ts'

/** A port as it shall be, with SHA-256 of `cipher:password` in hex in place of the password. */
export type HashedPort = Omit<DesiredConfig['ports'][number], 'password'> & { readonly secretHash: string }

/** What a node serves against what it shall serve. A port that is to be served and does not listen is different too. */
export function compareConfig(
  desired: Pick<DesiredConfig, 'epoch' | 'revision'> & { readonly ports: readonly HashedPort[] },
  applied: AppliedConfig,
): ConfigDifference {
  const there = new Map(applied.ports.map(port => [port.port, port]))
  const wanted = new Set(desired.ports.map(port => port.port))
  const fields = ['cipher', 'closeAt', 'closeAfter', 'serve', 'secretHash'] as const
  return {
    desired: { epoch: desired.epoch, revision: desired.revision },
    applied: { epoch: applied.epoch, revision: applied.revision, appliedAt: applied.appliedAt },
    missing: desired.ports.filter(port => !there.has(port.port)).map(port => port.port),
    surplus: applied.ports.filter(port => !wanted.has(port.port)).map(port => port.port),
    different: desired.ports.flatMap(port => {
      const has = there.get(port.port)
      if (!has) return []
      const what: string[] = fields.filter(field => port[field] !== has[field])
      if (port.serve && !has.listening) what.push('listening')
      return what.length === 0 ? [] : [{ port: port.port, what }]
    }),
  }
}
