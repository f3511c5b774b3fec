const columns = ['what', 'figure', 'beside', 'ratio', 'limit', '']

/**
 * One row for each figure, columns aligned.
 * @param {readonly any[]} results as test/bench/report.ts writes them
 * @returns {string}
 */
export function renderTable(results) {
  const rows = results.map(({ name, figure, unit, peer, ratio, limit, met, note }) => [
    name,
    `${number(figure)} ${unit}`,
    peer ? `${number(peer.figure)} ${unit} (${peer.name})` : '',
    ratio === undefined ? '' : ratio.toFixed(3),
    limit ? `${limit.kind === 'at most' ? '<=' : '>='} ${limit.value}` : '',
    `${met === undefined ? 'reported' : met ? 'met' : 'NOT MET'}${note ? `: ${note}` : ''}`,
  ])
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map(row => row[i].length)))
  const line = row =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd()
  return [columns, ...rows].map(line).join('\n')
}

/** @param {number} value */
function number(value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(4)))
}
