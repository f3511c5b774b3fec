import { createElement } from 'react'
import { buildImportLinks } from '../../subscriptions/build-import-links.ts'
import type { CallOfCustomer, Pages } from '../bind-page.ts'
import type { PageDeps } from '../page-deps.ts'
import { readHome } from '../read-home.ts'
import { listOrders } from '../read-orders.ts'
import { HomeView } from '../views/home-view.tsx'
import type { ImportSet } from '../views/import-panel.tsx'
import { OrdersView } from '../views/order-view.tsx'

const ordersOnHome = 3

/** What a customer sees of his own. */
export function bindHomeRoutes(pages: Pages, deps: PageDeps): void {
  pages.customer('GET', '/home', call => showHome(deps, call))
  pages.customer('POST', '/home/rotate', async ({ customer, goTo }) => {
    await deps.links.rotate(customer.userId)
    return goTo('/home?said=rotated')
  })
  pages.customer('GET', '/orders', async ({ visit, customer, show }) =>
    show(createElement(OrdersView, { visit, orders: await listOrders(deps, customer.userId) })),
  )
}

async function showHome(deps: PageDeps, { visit, customer, show, goTo, query }: CallOfCustomer) {
  const { userId } = customer
  const home = await readHome(deps, userId)
  if (home === null) return goTo('/sign-in')
  const { locale, words } = visit
  const orders = await listOrders(deps, userId, ordersOnHome)
  const notices = await deps.content.notices(locale)
  const support = await deps.content.siteText('support', locale)
  return show(
    createElement(HomeView, {
      visit,
      home,
      imports: await readImports(deps, userId, words.brand),
      orders,
      pending: orders.find(({ state, expiresAt }) => state === 'pending' && expiresAt > visit.now) ?? null,
      notices,
      support,
      invitation: await readInvitation(deps, userId),
      rotated: query['said'] === 'rotated',
    }),
  )
}

async function readImports(deps: PageDeps, userId: number, title: string): Promise<ImportSet | null> {
  const link = await deps.links.link(userId)
  return link === null ? null : { link, imports: buildImportLinks(link, title) }
}

async function readInvitation(deps: PageDeps, userId: number) {
  const code = await deps.invites.codeOf(userId)
  if (code === null) return null
  const link =
    deps.publicUrl === null ? code : `${deps.publicUrl}/register?invite=${encodeURIComponent(code)}`
  return { link, people: await deps.invites.invited(userId) }
}
