import { renderBytes } from '../../hub/cli/render-answer.ts'

/** A line of the live summary. */
export interface SummaryUser {
  readonly name: string
  readonly port: number | null
  readonly upload: number
  readonly download: number
  /** Bytes per second since the summary before. */
  readonly rate: number
  /** Null: no limit. */
  readonly left: number | null
  readonly gate: string
}

export interface Summary {
  readonly users: readonly SummaryUser[]
  /** Seconds since the node was last collected; null: never. */
  readonly collectedAgo: number | null
  /** Why it could not be collected; empty while it can. */
  readonly trouble: string
}

const gateWords: Readonly<Record<string, string>> = {
  open: 'open',
  quota_used: 'closed: used up',
  no_plan: 'closed: no plan',
  expired: 'closed: plan ended',
  suspended: 'closed: suspended',
}

/** The table that is drawn again and again: ports, bytes, rate, gate, last collection. */
export function renderSummary(summary: Summary): string {
  const head = ['port', 'user', 'up', 'down', 'rate', 'left', 'gate']
  const rows = summary.users.map(user => [
    user.port === null ? '-' : String(user.port),
    user.name,
    renderBytes(user.upload),
    renderBytes(user.download),
    user.rate > 0 ? `${renderBytes(Math.round(user.rate))}/s` : '-',
    user.left === null ? 'unlimited' : renderBytes(user.left),
    gateWords[user.gate] ?? `closed: ${user.gate}`,
  ])
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map(row => row[index]?.length ?? 0)),
  )
  const isText = (index: number) => index === 1 || index === 6
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        isText(index) ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const collected =
    summary.collectedAgo === null
      ? 'not collected yet'
      : `collected ${Math.round(summary.collectedAgo)} s ago`
  const state = summary.trouble === '' ? collected : `${collected}; ${summary.trouble}`
  return [line(head), ...rows.map(line), '', `node demo: ${state}`].join('\n')
}
