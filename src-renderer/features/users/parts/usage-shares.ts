import type { TrafficSeries } from '../../../../hub/contract/admin/traffic.ts'
import { seriesColour } from '../../../charts/chart-colours.ts'
import type { SplitLine } from '../../../charts/split-chart.tsx'
import { daysBack } from '../../../lib/day-span-rule.ts'

const mostTicks = 7

export const spans = [7, 30, 90] as const
export type Span = (typeof spans)[number]

/** The last days up to and with today in the hub's time zone as the hub writes them, yyyymmdd. */
export function lastDays(
  now: number,
  count: number,
  zone: string,
): { readonly from: number; readonly until: number } {
  const [from, until] = daysBack(now, count, zone).map(day => Number(day.replaceAll('-', '')))
  return { from: from ?? 0, until: until ?? 0 }
}

export interface NodeShare extends SplitLine {
  /** Null: the nodes that have no line of their own. */
  readonly node: { readonly nodeId: number; readonly name: string } | null
  readonly upload: number
  readonly download: number
  readonly charged: number
}

/** What a user passed by node, most first, with the charged bytes of each day. */
export function buildShares({ series }: TrafficSeries): readonly NodeShare[] {
  return series.map(({ of, charged, total }, place) => ({
    key: of.kind === 'node' ? `node-${of.nodeId}` : of.kind,
    node: of.kind === 'node' ? { nodeId: of.nodeId, name: of.name } : null,
    colour: seriesColour(of.kind === 'node' ? place : 'rest'),
    values: charged,
    isShown: true,
    ...total,
  }))
}

/** Steps that are written below the axis. */
export function usageTicks(steps: number): readonly number[] {
  const stride = Math.ceil(steps / mostTicks)
  return Array.from({ length: Math.ceil(steps / stride) }, (_, index) => index * stride)
}
