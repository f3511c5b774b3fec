import type { ConfigDifference } from '../contract/admin/node-views.ts'
import type { AppliedConfig, DesiredConfig } from '../contract/agent/config.ts'

/** A port as it shall be, with SHA-256 of `cipher:password` in hex in place of the password. */
export type HashedPort = Omit<DesiredConfig['ports'][number], 'password'> & { readonly secretHash: string }

export type HashedConfig = Omit<DesiredConfig, 'ports'> & { readonly ports: readonly HashedPort[] }

type Item = ConfigDifference['items'][number]
type AppliedPort = AppliedConfig['ports'][number]

/**
 * What a node serves against what it shall serve: settings, and a page of the ports that differ, behind port `after`.
 * A port that is to be served and does not listen is different too.
 */
export function compareConfig(
  desired: HashedConfig,
  applied: AppliedConfig,
  page: { readonly limit: number; readonly after: number },
): ConfigDifference {
  const wanted = new Map(desired.ports.map(port => [port.port, port]))
  const there = new Map(applied.ports.map(port => [port.port, port]))
  const numbers = [...new Set([...wanted.keys(), ...there.keys()])].sort((a, b) => a - b)
  const all = numbers.flatMap(port => comparePort(port, wanted.get(port) ?? null, there.get(port) ?? null))
  const count = (kind: Item['kind']) => all.filter(item => item.kind === kind).length
  const rest = all.filter(item => item.port > page.after)
  const items = rest.slice(0, page.limit)
  return {
    desired: { epoch: desired.epoch, revision: desired.revision },
    applied: { epoch: applied.epoch, revision: applied.revision, appliedAt: applied.appliedAt },
    settings: compareSettings(desired, applied),
    counts: {
      same: numbers.length - all.length,
      missing: count('missing'),
      surplus: count('surplus'),
      different: count('different'),
    },
    items,
    next: rest.length > items.length ? String(items.at(-1)?.port) : null,
  }
}

function comparePort(port: number, wanted: HashedPort | null, there: AppliedPort | null): Item[] {
  if (wanted === null || there === null) {
    const kind = there === null ? 'missing' : 'surplus'
    return [{ port, kind, what: [], desired: settingsOf(wanted), applied: settingsOf(there) }]
  }
  const what: Item['what'] = (['cipher', 'closeAt', 'closeAfter', 'serve'] as const).filter(
    field => wanted[field] !== there[field],
  )
  // The hash covers the cipher too: with another cipher nothing is known of the password.
  if (wanted.cipher === there.cipher && wanted.secretHash !== there.secretHash) what.push('password')
  if (wanted.serve && !there.listening) what.push('listening')
  if (what.length === 0) return []
  return [{ port, kind: 'different', what, desired: settingsOf(wanted), applied: settingsOf(there) }]
}

function settingsOf(port: HashedPort | AppliedPort | null): Item['desired'] {
  if (port === null) return null
  const { cipher, closeAt, closeAfter, serve } = port
  return { cipher, closeAt, closeAfter, serve }
}

function compareSettings(desired: HashedConfig, applied: AppliedConfig): ConfigDifference['settings'] {
  const settings: ConfigDifference['settings'] = []
  if (desired.instance !== applied.instance) {
    settings.push({ what: 'instance', desired: desired.instance, applied: applied.instance })
  }
  const inOrder = (ports: readonly number[]) => [...ports].sort((a, b) => a - b)
  const blocked = applied.blockedPorts === undefined ? null : inOrder(applied.blockedPorts)
  if (blocked === null || inOrder(desired.blockedPorts).join() !== blocked.join()) {
    settings.push({ what: 'blockedPorts', desired: inOrder(desired.blockedPorts), applied: blocked })
  }
  return settings
}
