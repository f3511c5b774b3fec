import type { Failure } from '../kernel/outcome.ts'
import type { Words } from './locales/zh.ts'

/** What a failure of a form means to a customer, and what to do next. `form`: what the form asks for. */
export function sayFailure(
  words: Words,
  { code, facts }: Failure,
  form: 'mail' | 'invite' | 'order' | 'activation' | 'account' = 'order',
): string {
  const { errors } = words
  if (code === 'too_many_requests') return errors.wait(Number(facts['retryAfterSeconds'] ?? 60))
  if (code === 'code_refused') {
    if (facts['why'] === 'other_use') return errors.code_other_use
    if (form === 'activation') return words.buyPage.codeUnknown
    if (form === 'order') return errors.code_refused
    return form === 'mail' && facts['what'] !== 'invite' ? errors.mail_code : errors.invite_code
  }
  if (code === 'order_refused') {
    const why = String(facts['why'])
    const known: Readonly<Record<string, string>> = errors.refused
    return known[why] ?? errors.bad_request
  }
  if (code === 'wrong_credentials') {
    return form === 'account' ? words.accountPage.wrongPassword : errors.wrong_credentials
  }
  if (code === 'weak_password') return errors.weak_password
  if (code === 'sold_out') return errors.sold_out
  if (code === 'plan_not_found') return errors.plan_not_found
  if (code === 'order_pending') return errors.order_pending
  if (code === 'not_ready') return errors.noServiceText
  return errors.bad_request
}
