import { createElement } from 'react'
import type { Call, Pages } from '../bind-page.ts'
import { localPath } from '../locale-rule.ts'
import type { PageDeps } from '../page-deps.ts'
import { sayFailure } from '../say-failure.ts'
import { clearSession, setSession } from '../session-cookie.ts'
import { textOf } from '../take-form.ts'
import {
  FinishRegisterView,
  RegisterView,
  ResetView,
  SetPasswordView,
  SignInView,
} from '../views/entry-views.tsx'
import { originOf, sessionTokenOf } from '../visit.ts'

/** A password is taken as it was typed, spaces included. */
const passwordOf = ({ fields }: Call): string => (fields['password'] ?? '').slice(0, 1_024)
const emailOf = ({ fields }: Call): string => (textOf(fields, 'email') ?? '').toLowerCase()

/** Where somebody was going: never another site. */
function nextOf({ fields, query }: Call): string {
  const next = localPath(fields['next'] ?? query['next'])
  return next === '/' ? '/home' : next
}

/** Ways in and out: register, sign in, forgotten password. */
export function bindEntryRoutes(pages: Pages, deps: PageDeps): void {
  const { accounts } = deps
  bindSignIn(pages, deps)

  const register = async (call: Call, problem: string | null, status = 200) => {
    const { visit, query, show, fields } = call
    return show(
      createElement(RegisterView, {
        visit,
        problem,
        needsInvitation: await accounts.needsInvitation(),
        email: fields['email'] ?? '',
        invite: fields['invite'] ?? query['invite'] ?? '',
        next: nextOf(call),
      }),
      status,
    )
  }
  pages.open('GET', '/register', call => register(call, null))
  pages.open('POST', '/register', async call => {
    const { visit, request, fields } = call
    const email = emailOf(call)
    const inviteCode = textOf(fields, 'invite', 64)
    const asked = await accounts.askRegistration({
      email,
      inviteCode,
      locale: visit.locale,
      origin: originOf(request),
    })
    if (!asked.ok) return register(call, sayFailure(visit.words, asked, 'invite'), 422)
    const next = nextOf(call)
    const view = { visit, problem: null, email, invite: inviteCode ?? '', next, demo: deps.demo }
    return call.show(createElement(FinishRegisterView, view))
  })
  pages.open('POST', '/register/finish', async call => {
    const { visit, request, reply, fields } = call
    const email = emailOf(call)
    const inviteCode = textOf(fields, 'invite', 64)
    const made = await accounts.register({
      email,
      code: textOf(fields, 'code', 16) ?? '',
      password: passwordOf(call),
      inviteCode,
      locale: visit.locale,
      origin: originOf(request),
    })
    if (!made.ok) {
      const problem = sayFailure(visit.words, made, 'mail')
      const next = nextOf(call)
      const view = { visit, problem, email, invite: inviteCode ?? '', next, demo: deps.demo }
      return call.show(createElement(FinishRegisterView, view), 422)
    }
    setSession(deps, request, reply, made.value)
    return call.goTo(nextOf(call))
  })

  const reset = ({ visit, show }: Call, problem: string | null, status = 200) =>
    show(createElement(ResetView, { visit, problem }), status)
  pages.open('GET', '/reset', call => reset(call, null))
  pages.open('POST', '/reset', async call => {
    const { visit, request } = call
    const email = emailOf(call)
    const asked = await accounts.askReset({ email, locale: visit.locale, origin: originOf(request) })
    if (!asked.ok) return reset(call, sayFailure(visit.words, asked), 422)
    return call.show(createElement(SetPasswordView, { visit, problem: null, email, demo: deps.demo }))
  })
  pages.open('POST', '/reset/finish', async call => {
    const { visit, request, reply, fields } = call
    const email = emailOf(call)
    const done = await accounts.reset({
      email,
      code: textOf(fields, 'code', 16) ?? '',
      password: passwordOf(call),
      origin: originOf(request),
    })
    if (!done.ok) {
      const problem = sayFailure(visit.words, done, 'mail')
      return call.show(createElement(SetPasswordView, { visit, problem, email, demo: deps.demo }), 422)
    }
    clearSession(deps, request, reply)
    return call.goTo('/sign-in?said=reset')
  })
}

function bindSignIn(pages: Pages, deps: PageDeps): void {
  const { accounts } = deps
  const said = (name: string | undefined) =>
    name === 'reset' || name === 'signed-out' || name === 'closed' ? name : null
  const signIn = (call: Call, problem: string | null, status = 200) => {
    const { visit, query, fields, show } = call
    return show(
      createElement(SignInView, {
        visit,
        problem,
        said: problem === null ? said(query['said']) : null,
        next: nextOf(call),
        email: fields['email'] ?? '',
      }),
      status,
    )
  }
  pages.open('GET', '/sign-in', call =>
    call.visit.signedIn === null ? signIn(call, null) : call.goTo('/home'),
  )
  pages.open('POST', '/sign-in', async call => {
    const { visit, request, reply } = call
    const made = await accounts.signIn({
      email: emailOf(call),
      password: passwordOf(call),
      origin: originOf(request),
    })
    if (!made.ok) {
      const status = made.code === 'too_many_requests' ? 429 : 422
      return signIn(call, sayFailure(visit.words, made), status)
    }
    const former = sessionTokenOf(deps, request)
    if (former !== null) await accounts.signOut(former)
    setSession(deps, request, reply, made.value)
    return call.goTo(nextOf(call))
  })
  pages.open('POST', '/sign-out', async ({ request, reply, goTo }) => {
    const token = sessionTokenOf(deps, request)
    if (token !== null) await accounts.signOut(token)
    clearSession(deps, request, reply)
    return goTo('/sign-in?said=signed-out')
  })
}
