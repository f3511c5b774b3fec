/** What the kernel announced as removed of our table: all of it, one rule, or something that was missed. */
export type Removed = 'table' | { readonly rule: number } | 'unknown'

/** One line of `nft monitor destroy`; null when it is of no concern. */
export function parseRemoval(line: string): Removed | null {
  if (/^delete table inet sluice\b/.test(line)) return 'table'
  const rule = /^delete rule inet sluice \S+ handle (\d+)/.exec(line)?.[1]
  if (rule !== undefined) return { rule: Number(rule) }
  // `# ERROR: We lost some netlink events!`
  return line.startsWith('# ERROR') ? 'unknown' : null
}
