import type { FastifyInstance, FastifyReply } from 'fastify'
import { createElement } from 'react'
import type { OrderRow } from '../../db/entities/orders.ts'
import type { CallOfCustomer, Pages } from '../bind-page.ts'
import { stateOf } from '../order-state.ts'
import type { PageDeps } from '../page-deps.ts'
import type { OpenedAttempt, TradeType } from '../ports.ts'
import { findOrder } from '../read-orders.ts'
import { MessageView } from '../views/message-view.tsx'
import { OrderView, ReceiptView } from '../views/order-view.tsx'
import { OutcomeView, PayView } from '../views/pay-view.tsx'
import { sessionTokenOf } from '../visit.ts'

/** What is not finished is followed, however the customer came. */
const unsettled: ReadonlySet<string> = new Set(['paid', 'held', 'over'])

/** A customer's orders, one at a time: to pay, to follow, to keep. Another's is not found. */
export function bindOrderRoutes(pages: Pages, app: FastifyInstance, deps: PageDeps): void {
  const withOrder =
    (answer: (call: CallOfCustomer, order: OrderRow) => Promise<FastifyReply> | FastifyReply) =>
    async (call: CallOfCustomer): Promise<FastifyReply> => {
      const order = await findOrder(deps, { userId: call.customer.userId, number: numberIn(call) })
      if (order !== null) return answer(call, order)
      const { notFound, notFoundText } = call.visit.words.errors
      const view = { visit: call.visit, title: notFound, text: notFoundText }
      return call.show(createElement(MessageView, view), 404)
    }

  pages.customer(
    'GET',
    '/orders/:number',
    withOrder(async (call, order) => {
      const { visit, show, query } = call
      const state = stateOf(visit, order)
      if (state === 'pending') {
        const attempt = await openAttempt(deps, call, order)
        const address = deps.publicUrl === null ? null : `${deps.publicUrl}/orders/${order.number}`
        const saysPaid = query['paid'] !== undefined
        return show(createElement(PayView, { visit, order, attempt, address, saysPaid }))
      }
      const justNow = query['paid'] !== undefined || unsettled.has(state)
      return show(createElement(justNow ? OutcomeView : OrderView, { visit, order }))
    }),
  )
  pages.customer(
    'GET',
    '/orders/:number/receipt',
    withOrder(({ visit, show, customer }, order) =>
      show(createElement(ReceiptView, { visit, order, email: customer.email })),
    ),
  )
  pages.customer(
    'POST',
    '/orders/:number/close',
    withOrder(async ({ customer, goTo }, order) => {
      await deps.shop.close({ userId: customer.userId, orderId: order.id })
      return goTo(`/orders/${order.number}?paid=1`)
    }),
  )

  // Asked every two seconds while somebody pays: answers one word.
  app.get<{ Params: { number: string } }>('/orders/:number/status', async (request, reply) => {
    const token = sessionTokenOf(deps, request)
    const customer = token === null ? null : await deps.accounts.findSession(token)
    if (customer === null) return reply.code(401).send({ state: 'signed_out' })
    const order = await findOrder(deps, { userId: customer.userId, number: request.params.number })
    if (order === null) return reply.code(404).send({ state: 'unknown' })
    return reply.send({ state: stateOf({ now: deps.clock.now() }, order) })
  })
}

function numberIn({ request }: CallOfCustomer): string {
  const { params } = request
  const number = typeof params === 'object' && params !== null && 'number' in params ? params.number : ''
  return String(number)
}

/** By where the customer is: in WeChat, in a phone's browser, or at a desk. */
function tradeTypeOf({ visit, query }: CallOfCustomer): TradeType {
  if (query['way'] === 'native') return 'native'
  if (visit.inWechat) return 'jsapi'
  return visit.device === 'desk' ? 'native' : 'h5'
}

async function openAttempt(
  deps: PageDeps,
  call: CallOfCustomer,
  order: OrderRow,
): Promise<OpenedAttempt | 'outside' | null> {
  const tradeType = tradeTypeOf(call)
  const given = { orderId: order.id, clientIp: call.request.ip }
  const opened = await deps.shop.openAttempt({ ...given, tradeType })
  if (opened.ok) return withWayBack(deps, order, opened.value)
  if (tradeType === 'jsapi') return 'outside'
  if (tradeType === 'native') return null
  // The merchant may not have every way: a picture to scan is had by all.
  const native = await deps.shop.openAttempt({ ...given, tradeType: 'native' })
  return native.ok ? native.value : null
}

/** From the page of the provider a phone comes back to the order, which follows what becomes of it. */
function withWayBack({ publicUrl }: PageDeps, order: OrderRow, attempt: OpenedAttempt): OpenedAttempt {
  if (attempt.h5Url === undefined || publicUrl === null) return attempt
  const back = encodeURIComponent(`${publicUrl}/orders/${order.number}?paid=1`)
  return {
    ...attempt,
    h5Url: `${attempt.h5Url}${attempt.h5Url.includes('?') ? '&' : '?'}redirect_url=${back}`,
  }
}
