import { createElement } from 'react'
import { buildImportLinks } from '../../subscriptions/build-import-links.ts'
import type { CallOfCustomer, Pages } from '../bind-page.ts'
import { importName, usualClient } from '../import-rule.ts'
import type { PageDeps } from '../page-deps.ts'
import { readHome } from '../read-home.ts'
import { listOrders } from '../read-orders.ts'
import type { Invitation } from '../views/home-props.ts'
import { HomeView } from '../views/home-view.tsx'
import type { ImportSet } from '../views/import-panel.tsx'
import { ImportView } from '../views/import-view.tsx'
import { OrdersView } from '../views/order-view.tsx'

const ordersOnHome = 3

/** What a customer sees of his own. */
export function bindHomeRoutes(pages: Pages, deps: PageDeps): void {
  pages.customer('GET', '/home', call => showHome(deps, call))
  pages.customer('GET', '/home/import', call => showImport(deps, call))
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
  const { locale } = visit
  const orders = await listOrders(deps, userId, ordersOnHome)
  const notices = await deps.content.notices(locale)
  const support = await deps.content.siteText('support', locale)
  return show(
    createElement(HomeView, {
      visit,
      home,
      imports: await readImports(deps, userId, visit.brand),
      orders,
      pending: orders.find(({ state, expiresAt }) => state === 'pending' && expiresAt > visit.now) ?? null,
      notices,
      support,
      invitation: await readInvitation(deps, userId),
      rotated: query['said'] === 'rotated',
    }),
  )
}

async function showImport(deps: PageDeps, { visit, customer, show, goTo, query }: CallOfCustomer) {
  const { userId } = customer
  const imports = await readImports(deps, userId, visit.brand)
  if (imports === null) return goTo('/home')
  const chosen = importName(query['client']) ?? usualClient(visit.device)
  const servers = chosen === 'ss' ? await deps.links.servers(userId) : []
  const serverIndex = Number(/^\d{1,3}$/.exec(query['server'] ?? '')?.[0] ?? 0)
  return show(createElement(ImportView, { visit, imports, chosen, servers, serverIndex }))
}

async function readImports(deps: PageDeps, userId: number, title: string): Promise<ImportSet | null> {
  const link = await deps.links.link(userId)
  return link === null ? null : { link, imports: buildImportLinks(link, title) }
}

async function readInvitation(deps: PageDeps, userId: number): Promise<Invitation | null> {
  const code = await deps.invites.codeOf(userId)
  if (code === null) return null
  const link =
    deps.publicUrl === null ? code : `${deps.publicUrl}/register?invite=${encodeURIComponent(code)}`
  return { link, terms: await deps.invites.terms(), people: await deps.invites.invited(userId) }
}
