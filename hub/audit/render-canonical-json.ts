/**
 * JSON with sorted keys and no space: the same value always gives the same text, so that a hash over it can be
 * computed again from what the database returns. Takes what `JSON.parse` may give.
 */
export function renderCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderCanonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, inner]) => `${JSON.stringify(key)}:${renderCanonicalJson(inner)}`)
    return `{${parts.join(',')}}`
  }
  return JSON.stringify(value)
}
