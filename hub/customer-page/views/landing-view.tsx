import type { PlanRow } from '../../db/entities/plans.ts'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'

/** What is sold, for everybody. */
export function LandingView({ visit, plans }: { readonly visit: Visit; readonly plans: readonly PlanRow[] }) {
  const { words, signedIn } = visit
  return (
    <Frame visit={visit} title={words.landing.title} layout="wide">
      <div className="intro">
        <h1>{words.landing.title}</h1>
        <p>{words.landing.lead}</p>
      </div>
      {plans.length === 0 ? (
        <p className="panel muted">{words.landing.empty}</p>
      ) : (
        <div className="plans">
          {plans.map(plan => (
            <PlanCard key={plan.id} visit={visit} plan={plan} />
          ))}
        </div>
      )}
      {signedIn === null && (
        <div className="row">
          <a className="btn plain" href="/register">
            {words.landing.register}
          </a>
          <a className="btn plain" href="/sign-in">
            {words.signIn}
          </a>
        </div>
      )}
    </Frame>
  )
}

function PlanCard({ visit, plan }: { readonly visit: Visit; readonly plan: PlanRow }) {
  const { words, locale, amounts } = visit
  const per = { month: words.landing.perMonth, year: words.landing.perYear, addon: words.landing.once }
  const isSoldOut = plan.stock === 0
  return (
    <section className="panel plan" aria-labelledby={`plan-${plan.id}`}>
      <h2 id={`plan-${plan.id}`}>{plan.title[locale]}</h2>
      <div className="price">
        {amounts.yuan(plan.price)}
        <small>{per[plan.kind]}</small>
      </div>
      {plan.description[locale] !== '' && <p className="muted tight">{plan.description[locale]}</p>}
      <ul>
        {planPoints(visit, plan).map(point => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      {isSoldOut ? (
        <span className="btn" aria-disabled="true">
          {words.landing.soldOut}
        </span>
      ) : (
        <a className="btn" href={`/buy?plan=${plan.id}`} aria-describedby={`plan-${plan.id}`}>
          {words.landing.choose}
        </a>
      )}
    </section>
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
