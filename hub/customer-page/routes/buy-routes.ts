import { createElement } from 'react'
import { type OrderWish, orderWish } from '../../contract/customer/quote.ts'
import { userEntity } from '../../db/entities/users.ts'
import type { CallOfCustomer, Pages } from '../bind-page.ts'
import { findPlan, listPlans } from '../list-plans.ts'
import type { PageDeps } from '../page-deps.ts'
import { listOrders } from '../read-orders.ts'
import { sayFailure } from '../say-failure.ts'
import { type FormFields, numberOf, textOf } from '../take-form.ts'
import { BuyView, type Choice, ChooseView } from '../views/buy-view.tsx'
import { orderTitle } from '../views/order-view.tsx'

interface Chosen extends Choice {
  readonly planId: number | null
}

const wishOf = (value: string | undefined): OrderWish => orderWish.safeParse(value).data ?? 'auto'

const choiceOf = (fields: FormFields): Chosen => ({
  planId: numberOf(fields['plan']),
  quantity: numberOf(fields['quantity']) ?? 1,
  wish: wishOf(fields['wish']),
  code: textOf(fields, 'code', 64) ?? '',
})

/** From the choice of a plan to an order: what is shown is what `place` would freeze at that moment. */
export function bindBuyRoutes(pages: Pages, deps: PageDeps): void {
  pages.customer('GET', '/buy', async call => {
    const chosen = choiceOf(call.query)
    if (chosen.planId === null && chosen.code === '') {
      return call.show(createElement(ChooseView, { visit: call.visit, plans: await listPlans(deps) }))
    }
    return showOffer(deps, call, chosen)
  })

  pages.customer('POST', '/buy', async call => {
    const { planId, quantity, wish, code } = choiceOf(call.fields)
    const { userId } = call.customer
    const placed = await deps.shop.place({ userId, planId, quantity, wish, code: code === '' ? null : code })
    if (!placed.ok) return showOffer(deps, call, { planId, quantity, wish, code }, placed)
    const { number, state } = placed.value
    return call.goTo(state === 'pending' ? `/orders/${number}` : `/orders/${number}?paid=1`)
  })
}

type Refusal = Extract<Awaited<ReturnType<PageDeps['shop']['place']>>, { ok: false }>

async function showOffer(
  deps: PageDeps,
  call: CallOfCustomer,
  chosen: Chosen,
  refusal: Refusal | null = null,
) {
  const { visit, customer, show } = call
  const { userId } = customer
  const plan = chosen.planId === null ? null : await findPlan(deps, chosen.planId)
  if (chosen.planId !== null && plan === null) {
    return show(createElement(ChooseView, { visit, plans: await listPlans(deps) }), 404)
  }
  const code = chosen.code === '' ? null : chosen.code
  const quoted = await deps.shop.quote({ userId, ...chosen, code })
  const failure = refusal ?? (quoted.ok ? null : quoted)
  const quote = quoted.ok ? quoted.value : null
  const orders = quote === null || quote.ends.length === 0 ? [] : await listOrders(deps, userId)
  const pending = failure?.code === 'order_pending' ? failure.facts['number'] : null
  return show(
    createElement(BuyView, {
      visit,
      plan,
      choice: chosen,
      quote,
      problem:
        failure === null ? null : sayFailure(visit.words, failure, plan === null ? 'activation' : 'order'),
      hasPlan: await hasRunningPlan(deps, userId),
      endedTitles: new Map(orders.map(order => [order.id, orderTitle(visit, order)])),
      pendingNumber: typeof pending === 'string' ? pending : null,
    }),
    failure === null ? 200 : failure.code === 'too_many_requests' ? 429 : 422,
  )
}

async function hasRunningPlan({ database, clock }: PageDeps, userId: number): Promise<boolean> {
  const user = await database.inTransaction(tx => tx.manager.findOneBy(userEntity, { id: userId }))
  return user?.expiresAt !== null && user?.expiresAt !== undefined && user.expiresAt > clock.now()
}
