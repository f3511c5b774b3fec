import type { OrderRow } from '../../db/entities/orders.ts'
import { frozenOf } from '../../orders/frozen-order.ts'
import { stateOf } from '../order-state.ts'
import type { OpenedAttempt } from '../ports.ts'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { CancelOrder, OrderFacts, orderTitle } from './order-view.tsx'
import { CopyField, Note, Title } from './parts.tsx'
import { QrCode } from './qr-code.tsx'

export interface PayProps {
  readonly visit: Visit
  readonly order: OrderRow
  /** Null: none could be opened just now; `outside`: inside WeChat without a way to pay there. */
  readonly attempt: OpenedAttempt | 'outside' | null
  /** Whole address of this page; null where no public address is configured. */
  readonly address: string | null
  /** Whether the customer says that he has paid: then he is told that nothing arrived yet. */
  readonly saysPaid: boolean
}

/** Where a pending order is paid: by a picture to scan, a link into WeChat, or WeChat's own window. */
export function PayView({ visit, order, attempt, address, saysPaid }: PayProps) {
  const { words, amounts, now } = visit
  const text = words.payPage
  const path = `/orders/${order.number}`
  const left = Math.max(0, order.expiresAt - now)
  const minutes = Math.floor(left / 60_000)
  const seconds = Math.floor(left / 1_000) % 60
  return (
    <Frame visit={visit} title={text.title}>
      <Title text={text.title} lead={orderTitle(visit, order)} />
      {saysPaid && <Note>{text.notYet}</Note>}
      <section
        className="panel center"
        data-status={`${path}/status`}
        data-state={order.state}
        data-next={`${path}?paid=1`}
      >
        <div className="money">{amounts.yuan(order.total)}</div>
        <p className="muted">
          {text.left}{' '}
          <span data-until={left} role="timer">{`${minutes}:${String(seconds).padStart(2, '0')}`}</span>
        </p>
        <WayToPay visit={visit} attempt={attempt} address={address} path={path} />
        <p className="small muted gap" role="status">
          {text.waiting}
        </p>
        <a className="btn plain" href={`${path}?paid=1`}>
          {text.paidAlready}
        </a>
      </section>
      <CancelOrder visit={visit} order={order} />
    </Frame>
  )
}

function WayToPay(props: Pick<PayProps, 'visit' | 'attempt' | 'address'> & { readonly path: string }) {
  const { visit, attempt, address, path } = props
  const text = visit.words.payPage
  if (attempt === 'outside') {
    return (
      <>
        <Note level="warn" title={text.openOutside}>
          <p>{text.openOutsideText}</p>
        </Note>
        {address !== null && (
          <div className="gap">
            <CopyField id="address" label={text.address} value={address} visit={visit} />
          </div>
        )}
        <p className="gap">
          <a href={`${path}?way=native`}>{text.otherPhone}</a>
        </p>
      </>
    )
  }
  if (attempt?.codeUrl !== undefined) {
    const isPage = /^https?:/.test(attempt.codeUrl)
    return (
      <>
        <QrCode text={attempt.codeUrl} label={text.qrLabel} />
        <p className="gap">{visit.device === 'desk' ? text.scan : text.scanOther}</p>
        {isPage && visit.payments === 'sandbox' && (
          <a className="btn" href={attempt.codeUrl} target="_blank" rel="noopener">
            {text.demoPay}
          </a>
        )}
      </>
    )
  }
  if (attempt?.h5Url !== undefined) {
    return (
      <>
        <a className="btn" href={attempt.h5Url}>
          {text.h5}
        </a>
        <p className="gap">
          <a href={`${path}?way=native`}>{text.otherWay}</a>
        </p>
      </>
    )
  }
  if (attempt?.jsapiParams !== undefined) {
    return (
      <button type="button" className="btn" data-jsapi={JSON.stringify(attempt.jsapiParams)}>
        {text.jsapi}
      </button>
    )
  }
  return (
    <>
      <Note level="bad" title={text.failed}>
        <p>{text.failedText}</p>
      </Note>
      <a className="btn gap" href={path}>
        {text.retry}
      </a>
    </>
  )
}

/** What he has now, by how it met what he had. */
function successText({ words, amounts }: Visit, order: OrderRow): string {
  const { mode, startsAt, endsAt } = frozenOf(order).quote
  const { did } = words.payPage
  if (mode === 'after') return did.after(amounts.moment(startsAt))
  if (mode === 'extend') return endsAt === null ? did.new : did.extend(amounts.end(endsAt))
  return did[mode]
}

/** What became of a payment: that it worked, that it is being looked at, or that it came to nothing. */
export function OutcomeView({ visit, order }: { readonly visit: Visit; readonly order: OrderRow }) {
  const { words } = visit
  const text = words.payPage
  const state = stateOf(visit, order)
  const isDone = state === 'fulfilled'
  const isNew = frozenOf(order).quote.mode === 'new'
  const said = {
    over: [text.over, text.overText],
    fulfilled: [text.success, successText(visit, order)],
    paid: [text.paid, text.paidText],
    held: [text.held, text.heldText],
    closed: [text.closed, text.closedText],
  } as const
  const [title, explained] =
    state in said ? said[state as keyof typeof said] : [words.order.states[state], '']
  const path = `/orders/${order.number}`
  const live =
    state === 'paid' || state === 'over'
      ? { 'data-status': `${path}/status`, 'data-state': state, 'data-next': `${path}?paid=1` }
      : {}
  return (
    <Frame visit={visit} title={title}>
      <section className="panel done" role="status" {...live}>
        {isDone && (
          <svg viewBox="0 0 64 64" fill="none" stroke="currentColor" strokeWidth="4" aria-hidden="true">
            <circle cx="32" cy="32" r="28" />
            <path d="M20 33l9 9 16-19" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
        )}
        <h1>{title}</h1>
        <p className="muted tight">{explained}</p>
      </section>
      {isDone && (
        <a className="btn" href={isNew ? '/home/import' : '/home'}>
          {isNew ? text.toImport : text.toHome}
        </a>
      )}
      {(state === 'closed' || state === 'over') && (
        <a
          className={state === 'closed' ? 'btn' : 'btn plain'}
          href={order.planId === null ? '/buy' : `/buy?plan=${order.planId}`}
        >
          {text.again}
        </a>
      )}
      <section className="panel">
        <OrderFacts visit={visit} order={order} />
        <a className="more" href={path}>
          {words.order.details}
        </a>
      </section>
    </Frame>
  )
}
