import type { OrderWish, Quote } from '../../contract/customer/quote.ts'
import type { PlanRow } from '../../db/entities/plans.ts'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { Field, Form, Note, Problem, Title } from './parts.tsx'
import { PlanList, planPoints } from './plan-list.tsx'
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
      {plan === null ? (
        <section className="panel">
          <Redeem visit={visit} code={choice.code} />
        </section>
      ) : (
        <ChoiceForm {...props} plan={plan} />
      )}
      {quote !== null && <Offer {...props} quote={quote} />}
      <p className="center tight">
        <a href="/buy">{text.others}</a>
      </p>
    </Frame>
  )
}

/** Asks again what one would get: it changes nothing and may be bookmarked. With a script, each change asks. */
function ChoiceForm({ visit, plan, choice, quote, hasPlan }: BuyProps & { readonly plan: PlanRow }) {
  const text = visit.words.buyPage
  const hasQuantity = plan.mostPerOrder > 1
  // Where the plan that runs is this one, there is nothing to switch to.
  const hasWishes = plan.kind !== 'addon' && hasPlan && quote?.mode !== 'extend'
  return (
    <section className="panel">
      <form method="get" action="/buy" data-auto="">
        <input type="hidden" name="plan" value={plan.id} />
        {hasQuantity && <Quantity visit={visit} plan={plan} chosen={choice.quantity} />}
        {hasWishes && <Wishes visit={visit} chosen={choice.wish} />}
        {(hasQuantity || hasWishes) && (
          <button className="btn plain no-js" type="submit">
            {text.recalc}
          </button>
        )}
        <details className="more" open={choice.code !== ''}>
          <summary>{text.haveCode}</summary>
          <div className="copy">
            <input
              type="text"
              name="code"
              aria-label={text.code}
              defaultValue={choice.code}
              maxLength={64}
              autoComplete="off"
              autoCapitalize="characters"
            />
            <button className="btn plain" type="submit">
              {text.useCode}
            </button>
          </div>
        </details>
      </form>
    </section>
  )
}

const mostListed = 36

function Quantity(props: { readonly visit: Visit; readonly plan: PlanRow; readonly chosen: number }) {
  const { visit, plan, chosen } = props
  const text = visit.words.buyPage
  const label = plan.kind === 'addon' ? text.howMany : text.howLong
  if (plan.mostPerOrder > mostListed || chosen > plan.mostPerOrder) {
    return (
      <Field name="quantity" kind="number" label={label} value={String(chosen)} max={plan.mostPerOrder} />
    )
  }
  return (
    <div>
      <label htmlFor="f-quantity">{label}</label>
      <select id="f-quantity" name="quantity" defaultValue={chosen}>
        {Array.from({ length: plan.mostPerOrder }, (_, i) => i + 1).map(count => (
          <option key={count} value={count}>
            {text.amount[plan.kind](count)}
          </option>
        ))}
      </select>
    </div>
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
  const canPay = quote.total === 0 || visit.payments !== 'none'
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
        <PriceFacts visit={visit} quote={quote} price={plan?.price ?? null} />
      </div>
      <p className="small muted tight gap">{text.sameQuote}</p>
      <div className="pay">
        {canPay ? (
          <Form visit={visit} action="/buy">
            {plan !== null && <input type="hidden" name="plan" value={plan.id} />}
            <input type="hidden" name="quantity" value={choice.quantity} />
            <input type="hidden" name="wish" value={choice.wish} />
            <input type="hidden" name="code" value={choice.code} />
            <button className="btn" type="submit">
              {quote.total === 0 ? text.placeFree : text.place(amounts.yuan(quote.total))}
            </button>
          </Form>
        ) : (
          <p className="muted tight">{words.noMerchant}</p>
        )}
      </div>
    </section>
  )
}

/** Every plan to choose from, and a way to redeem a code. */
export function ChooseView({ visit, plans }: { readonly visit: Visit; readonly plans: readonly PlanRow[] }) {
  const { words } = visit
  const { buyPage: text, landing } = words
  const runs = plans.filter(({ kind }) => kind !== 'addon')
  const addons = plans.filter(({ kind }) => kind === 'addon')
  return (
    <Frame visit={visit} title={text.title}>
      <Title text={text.title} lead={text.lead} />
      {plans.length === 0 && <p className="panel muted">{landing.empty}</p>}
      {runs.length > 0 && (
        <section className="panel">
          <h2>{text.plans}</h2>
          <PlanList visit={visit} plans={runs} />
        </section>
      )}
      {addons.length > 0 && (
        <section className="panel">
          <h2>{landing.addons}</h2>
          <PlanList visit={visit} plans={addons} />
        </section>
      )}
      <section className="panel">
        <h2>{text.redeem}</h2>
        <Redeem visit={visit} code="" />
      </section>
    </Frame>
  )
}

function Redeem({ visit, code }: { readonly visit: Visit; readonly code: string }) {
  const text = visit.words.buyPage
  return (
    <form method="get" action="/buy">
      <Field name="code" kind="text" label={text.redeemCode} value={code} hint={text.redeemText} />
      <button className="btn plain" type="submit">
        {text.redeemButton}
      </button>
    </form>
  )
}
