/** The part of a setting that a reader of the documentation needs. */
export interface DescribedSetting {
  readonly env: string
  readonly fallback: unknown
  readonly allowed: string
  readonly what: string
}

/** A Markdown table of all settings: variable, name in the file, default, what it is and what is allowed. */
export function renderConfigTable(settings: Readonly<Record<string, DescribedSetting>>): string {
  const rows = Object.entries(settings).map(([name, { env, fallback, allowed, what }]) =>
    [`\`${env}\``, `\`${name}\``, shownFallback(name, fallback), `${what}: ${allowed}`]
      .map(cell => cell.replaceAll('|', '\\|'))
      .join(' | '),
  )
  return ['| variable | in the file | default | what, and what is allowed |', '| --- | --- | --- | --- |']
    .concat(rows.map(row => `| ${row} |`))
    .join('\n')
}

function shownFallback(name: string, fallback: unknown): string {
  if (name === 'hubId') return 'the host name'
  if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) return 'none'
  return `\`${String(fallback)}\``
}
