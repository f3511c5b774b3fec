import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createElement } from 'react'
import { unsubscribePath } from '../mail/mail-preferences.ts'
import { iconAsset, scriptAsset, styleAsset } from './assets.ts'
import { bindPages } from './bind-page.ts'
import { createCsrf } from './csrf.ts'
import type { CustomerPageDeps, PageDeps } from './page-deps.ts'
import { bindAccountRoutes } from './routes/account-routes.ts'
import { bindBuyRoutes } from './routes/buy-routes.ts'
import { bindEntryRoutes } from './routes/entry-routes.ts'
import { bindHomeRoutes } from './routes/home-routes.ts'
import { bindOpenRoutes, endReminders } from './routes/open-routes.ts'
import { bindOrderRoutes } from './routes/order-routes.ts'
import { sendCompressed, sendPage } from './send-page.ts'
import { takeForms } from './take-form.ts'
import { MessageView, UnsubscribeView } from './views/message-view.tsx'
import { plainVisit, readVisit } from './visit.ts'

/** Puts the page that customers buy on onto a listener. Forms are taken by its own routes alone. */
export async function serveCustomerPage(app: FastifyInstance, given: CustomerPageDeps): Promise<void> {
  await app.register(async page => {
    let lastServiceName = 'Sluice'
    const deps: PageDeps = {
      ...given,
      csrf: createCsrf(given),
      lastServiceName: () => lastServiceName,
      async serviceName() {
        lastServiceName = await given.serviceName()
        return lastServiceName
      },
    }
    takeForms(page)
    page.setErrorHandler((error: FastifyError, request, reply) => answerError(deps, error, request, reply))
    serveAssets(page)
    const pages = bindPages(page, deps)
    bindOpenRoutes(pages, deps)
    bindEntryRoutes(pages, deps)
    bindHomeRoutes(pages, deps)
    bindBuyRoutes(pages, deps)
    bindOrderRoutes(pages, page, deps)
    bindAccountRoutes(pages, deps)
    bindUnsubscribe(page, deps)
    // What nothing else answers; other parts of the listener have paths of their own.
    page.get('/*', async (request, reply) => {
      const visit = await readVisit(deps, request)
      const { notFound, notFoundText } = visit.words.errors
      const view = createElement(MessageView, { visit, title: notFound, text: notFoundText })
      return sendPage(deps, request, reply, view, 404)
    })
  })
}

function serveAssets(page: FastifyInstance): void {
  for (const { path, type, text } of [styleAsset, scriptAsset, iconAsset]) {
    page.get(path, (request, reply) => {
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable')
      return sendCompressed(request, reply, text)
    })
  }
}

/**
 * The token is the proof, and all it can do is end reminders: mail programs send the POST by themselves, with neither
 * cookie nor form.
 */
function bindUnsubscribe(page: FastifyInstance, deps: PageDeps): void {
  const path = `${unsubscribePath}:token`
  page.get<{ Params: { token: string } }>(path, async (request, reply) => {
    const { token } = request.params
    const visit = await readVisit(deps, request)
    return sendPage(deps, request, reply, createElement(UnsubscribeView, { visit, token, done: null }))
  })
  page.post<{ Params: { token: string } }>(path, async (request, reply) => {
    const { token } = request.params
    const done = await endReminders(deps, token)
    const visit = await readVisit(deps, request)
    const view = createElement(UnsubscribeView, { visit, token, done })
    return sendPage(deps, request, reply, view, done ? 200 : 404)
  })
}

function answerError(deps: PageDeps, error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const status = error.statusCode ?? 500
  const visit = plainVisit(deps, request)
  const { errors } = visit.words
  const show = (title: string, text: string) =>
    sendPage(deps, request, reply, createElement(MessageView, { visit, title, text }), status)
  if (status === 429) return show(errors.tooMany, errors.tooManyText)
  if (status < 500) return show(errors.title, errors.bad_request)
  deps.logger.error({ route: request.routeOptions.url, error }, 'a page failed')
  return show(errors.internal, errors.internalText)
}
