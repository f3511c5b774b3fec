/** A field of what was changed, by its path: `title.zh`. Null: it was not there. */
export interface Change {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

export interface Changes {
  readonly changed: readonly Change[]
  /** How many fields are the same on both sides. */
  readonly same: number
}

/** Compares the two sides of an entry of the audit log, field by field. */
export function buildChanges(before: unknown, after: unknown): Changes {
  const left = flatten(before)
  const right = flatten(after)
  const fields = [...new Set([...left.keys(), ...right.keys()])]
  const all = fields.map(field => ({
    field,
    before: left.get(field) ?? null,
    after: right.get(field) ?? null,
  }))
  const changed = all.filter(change => change.before !== change.after)
  return { changed, same: all.length - changed.length }
}

/** The values of a tree by their paths. Lists of plain values stay whole: where one moved says nothing. */
function flatten(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const walk = (inner: unknown, path: string) => {
    if (inner === null || inner === undefined) return
    if (isTree(inner)) {
      for (const [name, part] of Object.entries(inner)) walk(part, path === '' ? name : `${path}.${name}`)
      return
    }
    found.set(path, typeof inner === 'string' ? inner : JSON.stringify(inner))
  }
  walk(value, '')
  return found
}

function isTree(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return !Array.isArray(value) || value.some(item => typeof item === 'object' && item !== null)
}
