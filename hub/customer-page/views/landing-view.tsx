import type { PlanRow } from '../../db/entities/plans.ts'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { PlanList, planPoints } from './plan-list.tsx'

/** What is sold, for everybody. */
export function LandingView({ visit, plans }: { readonly visit: Visit; readonly plans: readonly PlanRow[] }) {
  const { words } = visit
  const { landing } = words
  const addons = plans.filter(({ kind }) => kind === 'addon')
  return (
    <Frame visit={visit} title={landing.title} layout="wide">
      <div className="intro">
        <h1>{landing.title}</h1>
        <p>{landing.lead}</p>
      </div>
      {plans.length === 0 && <p className="panel muted">{landing.empty}</p>}
      <div className="plans">
        {plans
          .filter(({ kind }) => kind !== 'addon')
          .map(plan => (
            <PlanCard key={plan.id} visit={visit} plan={plan} />
          ))}
      </div>
      {addons.length > 0 && (
        <section className="panel">
          <h2>{landing.addons}</h2>
          <p className="muted">{landing.addonsLead}</p>
          <PlanList visit={visit} plans={addons} />
        </section>
      )}
      <section className="panel">
        <h2>{landing.steps}</h2>
        <ol className="steps">
          {landing.step.map(step => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
      <div className="row">
        <a className="btn" href="/register">
          {landing.register}
        </a>
        <a className="btn plain" href="/sign-in">
          {words.signIn}
        </a>
      </div>
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
        <a className="btn soft" href={`/buy?plan=${plan.id}`} aria-describedby={`plan-${plan.id}`}>
          {words.landing.choose}
        </a>
      )}
    </section>
  )
}
