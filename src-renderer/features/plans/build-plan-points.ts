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

/** What a plan gives, line by line, as the shop's page says it; nothing of bytes while none are typed. */
export function buildPlanPoints(plan: PlanBody): readonly PlanPoint[] {
  const { kind, bytes, validity } = plan
  const gives = (text: PlanPoint['text']) => (bytes === 0 ? [] : [point(text, { bytes })])
  if (kind === 'addon') {
    const days = validity?.kind === 'days' ? { count: validity.days } : {}
    return [...gives('bytesAddon'), point(validity?.kind ?? 'plan', days)]
  }
  return [
    ...gives(kind === 'month' ? 'bytesMonth' : 'bytesYear'),
    point('nodes', { count: plan.nodeCount }),
    point(plan.cyclePolicy),
  ]
}
