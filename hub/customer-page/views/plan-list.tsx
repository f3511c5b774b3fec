import type { PlanRow } from '../../db/entities/plans.ts'
import type { Visit } from '../visit.ts'

/** Plans in a line each. */
export function PlanList({ visit, plans }: { readonly visit: Visit; readonly plans: readonly PlanRow[] }) {
  const { words, locale, amounts } = visit
  return (
    <ul className="list">
      {plans.map(plan => (
        <li key={plan.id}>
          <a className="whole" href={`/buy?plan=${plan.id}`}>
            <span>
              <strong>{plan.title[locale]}</strong>
              <br />
              <span className="small muted">{planPoints(visit, plan).join(' · ')}</span>
            </span>
            <strong>{plan.stock === 0 ? words.landing.soldOut : amounts.yuan(plan.price)}</strong>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** What a plan gives, in words. */
export function planPoints({ words, amounts }: Visit, plan: PlanRow): string[] {
  const { landing } = words
  const bytes = amounts.bytes(plan.bytes)
  if (plan.kind === 'addon') return [landing.bytesAddon(bytes), validityOf(plan.validity, landing)]
  return [
    plan.kind === 'month' ? landing.bytesMonth(bytes) : landing.bytesYear(bytes),
    landing.nodes(plan.nodeCount),
    plan.cyclePolicy === 'calendar' ? landing.calendar : landing.anniversary,
  ]
}

function validityOf(validity: PlanRow['validity'], landing: Visit['words']['landing']): string {
  if (validity === null) return landing.whilePlan
  if (validity.kind === 'days') return landing.days(validity.days)
  return { until_used: landing.untilUsed, this_cycle: landing.thisCycle, plan: landing.whilePlan }[
    validity.kind
  ]
}
