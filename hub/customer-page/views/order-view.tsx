import type { OrderRow } from '../../db/entities/orders.ts'
import { frozenOf } from '../../orders/frozen-order.ts'
import { stateOf } from '../order-state.ts'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { Facts, Form, Tag, Title } from './parts.tsx'
import { QuoteTable } from './quote-table.tsx'

const levels = {
  pending: 'warn',
  over: '',
  closed: '',
  paid: 'warn',
  fulfilled: 'ok',
  held: 'warn',
  partly_refunded: '',
  refunded: '',
} as const

/** What an order is called. */
export function orderTitle({ locale, words }: Visit, order: OrderRow): string {
  const { quote } = frozenOf(order)
  const title = quote.title[locale] || words.buyPage.redeemCode
  return order.quantity > 1 ? `${title} ${words.order.times(order.quantity)}` : title
}

export function OrderState({ visit, order }: { readonly visit: Visit; readonly order: OrderRow }) {
  const state = stateOf(visit, order)
  return <Tag level={levels[state]} text={visit.words.order.states[state]} />
}

/** Orders in a line each. */
export function OrderList({
  visit,
  orders,
}: {
  readonly visit: Visit
  readonly orders: readonly OrderRow[]
}) {
  const { amounts, words } = visit
  if (orders.length === 0) return <p className="muted tight">{words.homePage.ordersEmpty}</p>
  return (
    <ul className="list">
      {orders.map(order => (
        <li key={order.id}>
          <a className="whole" href={`/orders/${order.number}`}>
            <span>
              {orderTitle(visit, order)}
              <br />
              <span className="small muted">
                {`${amounts.shortDay(order.createdAt)} · ${amounts.yuan(order.total)}`}
              </span>
            </span>
            <OrderState visit={visit} order={order} />
          </a>
        </li>
      ))}
    </ul>
  )
}

export function OrdersView({
  visit,
  orders,
}: {
  readonly visit: Visit
  readonly orders: readonly OrderRow[]
}) {
  const { order } = visit.words
  return (
    <Frame visit={visit} title={order.list}>
      <Title text={order.list} />
      <section className="panel">
        <OrderList visit={visit} orders={orders} />
      </section>
    </Frame>
  )
}

/** The facts of an order: what was promised, and where the money is. */
export function OrderFacts({ visit, order }: { readonly visit: Visit; readonly order: OrderRow }) {
  const { words, amounts } = visit
  const text = words.order
  return (
    <Facts
      rows={[
        [text.number, order.number],
        [text.what, orderTitle(visit, order)],
        [text.state, <OrderState key="state" visit={visit} order={order} />],
        [text.placed, amounts.moment(order.createdAt)],
        order.paidAt === null ? null : [text.paidAt, amounts.moment(order.paidAt)],
        order.method === null ? null : [text.method, text.methods[order.method]],
        [text.total, amounts.yuan(order.total)],
        order.received > 0 ? [text.received, amounts.yuan(order.received), 'sum'] : null,
        order.refunded > 0 ? [text.refunded, amounts.yuan(order.refunded)] : null,
      ]}
    />
  )
}

/** An order that is not waiting for money. */
export function OrderView({ visit, order }: { readonly visit: Visit; readonly order: OrderRow }) {
  const { words } = visit
  const hasReceipt = order.received > 0 || order.method === 'free'
  return (
    <Frame visit={visit} title={`${words.order.title} ${order.number}`}>
      <Title text={words.order.title} />
      <section className="panel">
        <OrderFacts visit={visit} order={order} />
      </section>
      <section className="panel">
        <h2>{words.order.gives}</h2>
        <QuoteTable visit={visit} quote={frozenOf(order).quote} />
      </section>
      {hasReceipt && (
        <a className="btn plain" href={`/orders/${order.number}/receipt`}>
          {words.order.receipt}
        </a>
      )}
    </Frame>
  )
}

/** For a customer's own books: prints on one sheet. */
export function ReceiptView(props: {
  readonly visit: Visit
  readonly order: OrderRow
  readonly email: string
}) {
  const { visit, order, email } = props
  const { words } = visit
  return (
    <Frame visit={visit} title={`${words.order.receiptTitle} ${order.number}`}>
      <Title text={words.order.receiptTitle} lead={visit.brand} />
      <section className="panel">
        <Facts rows={[[words.order.customer, email]]} />
        <OrderFacts visit={visit} order={order} />
      </section>
      <section className="panel">
        <QuoteTable visit={visit} quote={frozenOf(order).quote} />
      </section>
      <button type="button" className="btn plain js-only" data-print="">
        {words.order.print}
      </button>
      <p className="small muted no-print no-js tight">{words.order.printHint}</p>
    </Frame>
  )
}

/** Closes an order that waits for money. */
export function CancelOrder({ visit, order }: { readonly visit: Visit; readonly order: OrderRow }) {
  return (
    <Form visit={visit} action={`/orders/${order.number}/close`}>
      <button className="btn quiet" type="submit">
        {visit.words.payPage.cancel}
      </button>
    </Form>
  )
}
