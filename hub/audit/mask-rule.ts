type Fields = Readonly<Record<string, unknown>>

/** What must never stand in the audit log, by the name of its field. */
const secretName = /(secret|password|passwordHash|token|tokenHash|recoveryCodes|privateKey|masterKey)$/i
/** Flags about secrets, not secrets. */
const harmless: ReadonlySet<string> = new Set(['mustChangePassword'])

const isSecret = (name: string) => secretName.test(name) && !harmless.has(name)

/**
 * The two sides of a change as they may be written down: a secret that is new or another shows as "changed" on the
 * later side; one that stayed is left out. Looks into nested objects and lists.
 */
export function maskSecrets(before: unknown, after: unknown): { before: unknown; after: unknown } {
  return { before: masked(before, undefined, 'before'), after: masked(after, before, 'after') }
}

function masked(value: unknown, other: unknown, side: 'before' | 'after'): unknown {
  if (Array.isArray(value)) return value.map(item => masked(item, undefined, side))
  if (!isFields(value)) return value
  const shown: [string, unknown][] = []
  for (const [name, inner] of Object.entries(value)) {
    const opposite = isFields(other) ? other[name] : undefined
    if (!isSecret(name)) shown.push([name, masked(inner, opposite, side)])
    else if (side === 'after' && JSON.stringify(inner) !== JSON.stringify(opposite))
      shown.push([name, 'changed'])
  }
  return Object.fromEntries(shown)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
