import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createElement, type ReactElement } from 'react'
import type { PageDeps } from './page-deps.ts'
import type { SignedIn } from './ports.ts'
import { sendPage } from './send-page.ts'
import { type FormFields, fieldsOf } from './take-form.ts'
import { MessageView } from './views/message-view.tsx'
import { pageOf, readVisit, type Visit } from './visit.ts'

/** A request to the page, with what is known of it, and the ways to answer. */
export interface Call {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly visit: Visit
  readonly fields: FormFields
  /** Query's fields; of doubled ones none. */
  readonly query: FormFields
  show(view: ReactElement, status?: number): Promise<FastifyReply>
  /** To a path of this site. */
  goTo(path: string): FastifyReply
}

export interface CallOfCustomer extends Call {
  readonly customer: SignedIn
}

type Answer = Promise<FastifyReply> | FastifyReply
type Method = 'GET' | 'POST'

/** The two ways routes are bound: for everybody, and for who is signed in (others are sent to sign in first). */
export interface Pages {
  open(method: Method, path: string, answer: (call: Call) => Answer): void
  customer(method: Method, path: string, answer: (call: CallOfCustomer) => Answer): void
}

/** Binds pages. A POST without the value of its form is refused before anything else looks at it. */
export function bindPages(app: FastifyInstance, deps: PageDeps): Pages {
  async function callOf(request: FastifyRequest, reply: FastifyReply): Promise<Call> {
    const visit = await readVisit(deps, request)
    return {
      request,
      reply,
      visit,
      fields: fieldsOf(request),
      query: queryOf(request),
      show: (view, status) => sendPage(deps, request, reply, view, status),
      goTo: path => reply.redirect(path, 303),
    }
  }

  function bind(method: Method, path: string, answer: (call: Call) => Answer): void {
    app.route({
      method,
      url: path,
      async handler(request, reply) {
        const call = await callOf(request, reply)
        if (method === 'POST' && !deps.csrf.isRight(request, call.fields['csrf'])) {
          const { csrf, csrfText } = call.visit.words.errors
          const to = { href: pageOf(request), text: call.visit.words.back }
          return call.show(
            createElement(MessageView, { visit: call.visit, title: csrf, text: csrfText, to }),
            403,
          )
        }
        return answer(call)
      },
    })
  }

  return {
    open: bind,
    customer(method, path, answer) {
      bind(method, path, call => {
        const { signedIn } = call.visit
        if (signedIn !== null) return answer({ ...call, customer: signedIn })
        const after = method === 'GET' ? `?next=${encodeURIComponent(call.request.url)}` : ''
        return call.goTo(`/sign-in${after}`)
      })
    },
  }
}

function queryOf(request: FastifyRequest): FormFields {
  const query: unknown = request.query
  if (typeof query !== 'object' || query === null) return {}
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
