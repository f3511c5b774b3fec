import type { OrderWish, Quote } from '../../contract/customer/quote.ts'
import type { PlanRow } from '../../db/entities/plans.ts'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { planPoints } from './landing-view.tsx'
import { Field, Form, Note, Problem, Title } from './parts.tsx'
import { PriceFacts, QuoteTable } from './quote-table.tsx'

/** What was chosen so far, as the form holds it. */
export interface Choice {
  readonly quantity: number
  readonly wish: OrderWish
  readonly code: string
}

export interface BuyProps {
  readonly visit: Visit
  /** Null: a code alone is redeemed. */
  readonly plan: PlanRow | null
  readonly choice: Choice
  /** Null: what was chosen cannot be had, and `problem` says why. */
  readonly quote: Quote | null
  readonly problem: string | null
  readonly hasPlan: boolean
  /** Titles of the orders that a switch ends, by id. */
  readonly endedTitles: ReadonlyMap<number, string>
  /** The order of the same that waits to be paid. */
  readonly pendingNumber: string | null
}

/** What to buy, what exactly one gets for it, and the one button that orders it. */
export function BuyView(props: BuyProps) {
  const { visit, plan, quote, problem, choice, pendingNumber } = props
  const { words, locale } = visit
  const text = words.buyPage
  const title = plan === null ? text.redeemCode : plan.title[locale]
  return (
    <Frame visit={visit} title={title}>
      <Title text={title} lead={plan === null ? text.redeemText : planPoints(visit, plan).join(' · ')} />
      <Problem text={problem} />
      {pendingNumber !== null && (
        <a className="btn" href={`/orders/${pendingNumber}`}>
          {words.homePage.payNow}
        </a>
      )}
      <section className="panel">
        {/* A form that only asks again what one would get: it changes nothing and may be bookmarked. */}
        <form method="get" action="/buy">
          {plan !== null && <input type="hidden" name="plan" value={plan.id} />}
          {plan !== null && plan.mostPerOrder > 1 && (
            <Field
              name="quantity"
              kind="number"
              label={{ month: text.months, year: text.years, addon: text.pieces }[plan.kind]}
              value={String(choice.quantity)}
              max={plan.mostPerOrder}
            />
          )}
          {plan !== null && plan.kind !== 'addon' && props.hasPlan && (
            <Wishes visit={visit} chosen={choice.wish} />
          )}
          <Field
            name="code"
            kind="text"
            label={plan === null ? text.redeemCode : text.code}
            value={choice.code}
            optional={plan !== null}
          />
          <button className="btn plain" type="submit">
            {plan === null ? text.redeemButton : text.recalc}
          </button>
        </form>
      </section>
      {quote !== null && <Offer {...props} quote={quote} />}
    </Frame>
  )
}

function Wishes({ visit, chosen }: { readonly visit: Visit; readonly chosen: OrderWish }) {
  const { wish, wishes, wishHints } = visit.words.buyPage
  return (
    <fieldset>
      <legend>{wish}</legend>
      {(['auto', 'switch'] as const).map(name => (
        <label className="choice" key={name}>
          <input
            type="radio"
            name="wish"
            value={name}
            defaultChecked={(chosen === 'switch') === (name === 'switch')}
          />
          <span>
            {wishes[name]}
            <small>{wishHints[name]}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Offer({ visit, plan, quote, choice, endedTitles }: BuyProps & { readonly quote: Quote }) {
  const { words, amounts } = visit
  const text = words.buyPage
  return (
    <section className="panel" aria-labelledby="offer">
      <h2 id="offer">{text.quoteTitle}</h2>
      <p>{text.mode[quote.mode]}</p>
      <QuoteTable visit={visit} quote={quote} />
      {quote.ends.length > 0 && (
        <div className="gap">
          <Note level="warn" title={text.endsOld}>
            {quote.ends.map(({ orderId, movedFen, bytesLeft }) => (
              <p key={orderId}>
                {`${endedTitles.get(orderId) ?? ''} · ${
                  bytesLeft === null
                    ? text.endsUnlimited(amounts.yuan(movedFen))
                    : text.endsLine(amounts.yuan(movedFen), amounts.bytes(bytesLeft))
                }`}
              </p>
            ))}
          </Note>
        </div>
      )}
      <div className="gap">
        <PriceFacts visit={visit} quote={quote} />
      </div>
      <Form visit={visit} action="/buy">
        {plan !== null && <input type="hidden" name="plan" value={plan.id} />}
        <input type="hidden" name="quantity" value={choice.quantity} />
        <input type="hidden" name="wish" value={choice.wish} />
        <input type="hidden" name="code" value={choice.code} />
        <button className="btn" type="submit">
          {quote.total === 0 ? text.placeFree : text.place(amounts.yuan(quote.total))}
        </button>
        <p className="small muted center tight">{text.sameQuote}</p>
      </Form>
    </section>
  )
}

/** Every plan to choose from, and a way to redeem a code. */
export function ChooseView({ visit, plans }: { readonly visit: Visit; readonly plans: readonly PlanRow[] }) {
  const { words, locale, amounts } = visit
  const text = words.buyPage
  return (
    <Frame visit={visit} title={text.title}>
      <Title text={text.title} lead={text.lead} />
      <section className="panel">
        {plans.length === 0 ? (
          <p className="muted tight">{words.landing.empty}</p>
        ) : (
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
        )}
      </section>
      <section className="panel">
        <h2>{text.redeem}</h2>
        <form method="get" action="/buy">
          <Field name="code" kind="text" label={text.redeemCode} hint={text.redeemText} />
          <button className="btn plain" type="submit">
            {text.redeemButton}
          </button>
        </form>
      </section>
    </Frame>
  )
}
