import type { NodeSample } from '../../../hub/contract/admin/node-samples.ts'

type Row = {
  readonly at: number
  readonly cpu: number | null
  readonly memory: number | null
  readonly agentMemory: number | null
  readonly listening: number | null
  readonly closed: number | null
  readonly download: number | null
  readonly upload: number | null
}

const nothing = {
  cpu: null,
  memory: null,
  agentMemory: null,
  listening: null,
  closed: null,
  download: null,
  upload: null,
} as const

/** How a node fared, ready to be drawn: where spans are missing, a row without values breaks the lines. */
export function buildSamples(items: readonly NodeSample[], spanMs: number): readonly Row[] {
  const rows: Row[] = []
  for (const item of items) {
    const last = rows.at(-1)?.at
    if (last !== undefined && item.at - last > 2 * spanMs) rows.push({ at: last + spanMs, ...nothing })
    rows.push({
      at: item.at,
      cpu: item.cpu === null ? null : item.cpu / 1_000,
      memory: item.memoryUsed,
      agentMemory: item.agentMemory,
      listening: item.portsListening,
      closed: item.portsClosed,
      download: item.download,
      upload: item.upload,
    })
  }
  return rows
}
