/** What a search comes to: the users it finds, or, where they are many, the conditions that tell them. */
export type SearchFinding =
  | { readonly kind: 'ids'; readonly ids: readonly number[] }
  | {
      readonly kind: 'many'
      readonly columns: readonly { readonly sql: string; readonly values: readonly string[] }[]
    }

/** `!` escapes: the engines do not agree on what a backslash in a literal means. */
const escaped = (text: string): string => text.replace(/[!%_]/g, '!$&')

/**
 * Patterns of a part of a name. The engines compare without regard to case only what is ASCII, or nothing at all:
 * other letters are found as they were typed, small, and with a capital at the beginning.
 */
function partPatterns(text: string): string[] {
  const small = text.toLowerCase()
  const forms = [text, small, `${small.charAt(0).toUpperCase()}${small.slice(1)}`]
  return [...new Set(forms)].map(form => `%${escaped(form)}%`)
}

/** Conditions of a search by parts of texts, one for each column: each is answered from that column's index. */
export function textConditions(search: string, engine: 'sqlite' | 'mariadb') {
  const small = search.toLowerCase()
  const email = { sql: 'INSTR(users.email, ?) > 0', values: [small] }
  // LOWER of MariaDB knows all letters, and INSTR is its fastest comparison.
  if (engine === 'mariadb') return [{ sql: 'INSTR(LOWER(users.name), ?) > 0', values: [small] }, email]
  const patterns = partPatterns(search)
  const name = patterns.map(() => "users.name LIKE ? ESCAPE '!'").join(' OR ')
  return [{ sql: `(${name})`, values: patterns }, email]
}

/** A search that is a number, as an id or a port may be; null where it is none. */
export function numberIn(search: string): number | null {
  return /^\d{1,9}$/.test(search) ? Number(search) : null
}
