import type { PlanBody } from '../../../hub/contract/admin/plans.ts'

/** A line of a plan's card: which text, with which figures. */
export interface PlanPoint {
  readonly text:
    | 'bytesMonth'
    | 'bytesYear'
    | 'bytesAddon'
    | 'nodes'
    | 'calendar'
    | 'anniversary'
    | 'until_used'
    | 'this_cycle'
    | 'plan'
    | 'days'
  readonly bytes: number | null
  readonly count: number
}

const point = (text: PlanPoint['text'], over: Partial<PlanPoint> = {}): PlanPoint => ({
  ...{ text, bytes: null, count: 0 },
  ...over,
})

/** What a plan gives, line by line, as the shop's page says it. */
export function buildPlanPoints(plan: PlanBody): readonly PlanPoint[] {
  const { kind, bytes, validity } = plan
  if (kind === 'addon') {
    const days = validity?.kind === 'days' ? { count: validity.days } : {}
    return [point('bytesAddon', { bytes }), point(validity?.kind ?? 'plan', days)]
  }
  return [
    point(kind === 'month' ? 'bytesMonth' : 'bytesYear', { bytes }),
    point('nodes', { count: plan.nodeCount }),
    point(plan.cyclePolicy),
  ]
}
