import type { Bytes } from '../../hub/contract/primitives.ts'
import type { QuotaListing, TableListing } from './table-state.ts'

type Json = Record<string, unknown>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function entriesOf(text: string): Json[] {
  const parsed: unknown = JSON.parse(text)
  if (!isObject(parsed) || !Array.isArray(parsed['nftables'])) throw new Error('nft answered with no listing')
  return parsed['nftables'].filter(isObject)
}

function bytesOf(value: unknown): Bytes {
  // The hot path of 10,000 elements: a check by hand instead of a schema.
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Error(`nft listed ${value} bytes`)
  return value as Bytes
}

function portOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new Error(`nft listed ${String(value)} as a port`)
  }
  return value
}

function countersOf(set: Json): Map<number, Bytes> {
  const counters = new Map<number, Bytes>()
  const elements = set['elem']
  if (elements === undefined) return counters
  if (!Array.isArray(elements)) throw new Error('nft listed a set without elements')
  for (const element of elements) {
    const inner: unknown = isObject(element) ? element['elem'] : undefined
    if (!isObject(inner) || !isObject(inner['counter']))
      throw new Error('nft listed an element without a counter')
    counters.set(portOf(inner['val']), bytesOf(inner['counter']['bytes']))
  }
  return counters
}

function budgetOf(map: Json): Set<number> {
  const ports = new Set<number>()
  const elements = map['elem']
  if (!Array.isArray(elements)) return ports
  for (const element of elements) {
    if (!Array.isArray(element)) continue
    const port = portOf(element[0])
    if (element[1] === `b${port}`) ports.add(port)
  }
  return ports
}

/** `nft -j list set inet sluice up` (or down) as bytes by port. Throws when it is not such a listing. */
export function parseCounters(text: string): ReadonlyMap<number, Bytes> {
  for (const entry of entriesOf(text)) {
    if (isObject(entry['set'])) return countersOf(entry['set'])
  }
  throw new Error('nft listed no set')
}

/** `nft -j list table inet sluice`. Throws when it is not such a listing. */
export function parseTable(text: string): TableListing {
  const ids: string[] = []
  const rules: string[] = []
  const handles = new Set<number>()
  const quotas = new Map<number, QuotaListing>()
  let up = new Map<number, Bytes>()
  let down = new Map<number, Bytes>()
  let budget = new Set<number>()
  for (const entry of entriesOf(text)) {
    const { set, map, quota, rule } = entry
    if (isObject(set)) {
      const name = String(set['name'])
      if (name === 'up') up = countersOf(set)
      else if (name === 'down') down = countersOf(set)
      else if (name.startsWith('id_')) ids.push(name.slice(3))
    } else if (isObject(map) && map['name'] === 'budget') budget = budgetOf(map)
    else if (isObject(quota)) {
      const port = /^b(\d{1,5})$/.exec(String(quota['name']))?.[1]
      if (port !== undefined)
        quotas.set(Number(port), { limit: bytesOf(quota['bytes']), used: bytesOf(quota['used'] ?? 0) })
    } else if (isObject(rule)) {
      rules.push(String(rule['comment'] ?? ''))
      handles.add(Number(rule['handle']))
    }
  }
  const earlier = new Map<number, number>()
  for (const [port, bytes] of up) earlier.set(port, bytes + (down.get(port) ?? 0))
  return { ids, up, down, quotas, budget, earlier, rules, handles }
}
