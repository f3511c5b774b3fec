import { createElement } from 'react'
import type { Failure } from '../../kernel/outcome.ts'
import type { CallOfCustomer, Pages } from '../bind-page.ts'
import type { PageDeps } from '../page-deps.ts'
import { sayFailure } from '../say-failure.ts'
import { clearSession, setSession } from '../session-cookie.ts'
import { type FormFields, textOf } from '../take-form.ts'
import { type AccountPart, AccountView, ConfirmAddressView } from '../views/account-view.tsx'
import { originOf } from '../visit.ts'

const secret = (fields: FormFields, name: string): string => (fields[name] ?? '').slice(0, 1_024)

const news = ['email', 'password', 'saved'] as const

/** What a customer changes of his own account; those that matter ask for the password again. */
export function bindAccountRoutes(pages: Pages, deps: PageDeps): void {
  const { accounts } = deps
  const account = async (
    { visit, customer, query, show }: CallOfCustomer,
    problem: { readonly part: AccountPart; readonly text: string } | null,
  ) => {
    const said = news.find(one => one === query['said']) ?? null
    const { email, userId } = customer
    const reminders = await accounts.wantsReminders(userId)
    const view = createElement(AccountView, { visit, email, problem, said, reminders })
    return show(view, problem === null ? 200 : 422)
  }

  const refuse = (call: CallOfCustomer, part: AccountPart, failure: Failure) =>
    account(call, { part, text: sayFailure(call.visit.words, failure, 'account') })

  pages.customer('GET', '/account', call => account(call, null))

  pages.customer('POST', '/account/reminders', async ({ customer, fields, goTo }) => {
    await accounts.setReminders(customer.userId, fields['reminders'] === 'on')
    return goTo('/account?said=saved')
  })

  pages.customer('POST', '/account/password', async call => {
    const { customer, fields, request, reply } = call
    const changed = await accounts.changePassword({
      userId: customer.userId,
      password: secret(fields, 'password'),
      newPassword: secret(fields, 'newPassword'),
      origin: originOf(request),
    })
    if (!changed.ok) return refuse(call, 'password', changed)
    setSession(deps, request, reply, changed.value)
    return call.goTo('/account?said=password')
  })

  pages.customer('POST', '/account/email', async call => {
    const { customer, fields, request, visit } = call
    const email = (textOf(fields, 'email') ?? '').toLowerCase()
    const asked = await accounts.askAddressChange({
      userId: customer.userId,
      password: secret(fields, 'password'),
      email,
      locale: visit.locale,
      origin: originOf(request),
    })
    if (!asked.ok) return refuse(call, 'email', asked)
    return call.show(createElement(ConfirmAddressView, { visit, email, problem: null, demo: deps.demo }))
  })

  pages.customer('POST', '/account/email/confirm', async call => {
    const { customer, fields, request, visit } = call
    const email = (textOf(fields, 'email') ?? '').toLowerCase()
    const changed = await accounts.changeAddress({
      userId: customer.userId,
      email,
      code: textOf(fields, 'code', 16) ?? '',
      origin: originOf(request),
    })
    if (changed.ok) return call.goTo('/account?said=email')
    const problem = sayFailure(visit.words, changed, 'mail')
    return call.show(createElement(ConfirmAddressView, { visit, email, problem, demo: deps.demo }), 422)
  })

  pages.customer('POST', '/account/close', async call => {
    const { customer, fields, request, reply } = call
    const closed = await accounts.closeAccount({
      userId: customer.userId,
      password: secret(fields, 'password'),
      origin: originOf(request),
    })
    if (!closed.ok) return refuse(call, 'close', closed)
    clearSession(deps, request, reply)
    return call.goTo('/sign-in?said=closed')
  })
}
