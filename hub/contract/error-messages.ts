import type { ErrorCode } from './error-codes.ts'

const messages: Partial<Record<ErrorCode, string>> = {
  bad_request: 'The request does not have the form that the contract describes; the facts say where.',
  not_signed_in: 'Sign in first: there is no session, or it has ended.',
  wrong_credentials: 'These credentials are not right.',
  second_factor_required: 'The second factor is outstanding.',
  password_change_required: 'Change the password first.',
  forbidden: 'The role of this account does not include that.',
  csrf_refused: 'A change by cookie needs the x-csrf-token header of the session.',
  not_found: 'There is no such thing.',
  changed_meanwhile: 'Somebody else changed it since it was read; the facts carry the present state.',
  already_done: 'This very request was carried out before; nothing was done a second time.',
  last_owner: 'At least one owner must be able to sign in.',
  rotation_unfinished: 'Some nodes have not moved to the next authority.',
  bill_not_found:
    'There is no such day, or its bill is not there yet: it is from 10:00 in Beijing on the day after.',
  already_running: 'One is under way already.',
  too_large: 'The body is too large.',
  weak_password: 'The password is too weak; the facts say why.',
  too_many_requests: 'Too many tries: wait before the next one.',
  internal: 'Something went wrong in the hub; its log has the details under this id.',
  not_ready: 'The hub is not ready.',
}

const quoteReasons: Readonly<Record<string, string>> = {
  account_not_active: 'The account is suspended or closed.',
  quantity_refused: 'The plan is not sold in this quantity.',
  no_active_plan: 'Bytes that end with a plan need a plan that runs.',
  nothing_to_extend: 'No plan runs that could be extended.',
  nothing_to_switch: 'No plan runs that could be switched from.',
  same_plan: 'It is the plan that runs: extend it instead.',
  code_does_not_fit: 'The code does not fit what is bought.',
  trial_only_for_new: 'A trial is for those who had no plan yet.',
  bought_again: 'The buyer bought the same meanwhile.',
  sold_out: 'Nothing of the plan is left.',
}

/** What the `why` of a failure means, for those about money. */
const reasons: Partial<Record<ErrorCode, Readonly<Record<string, string>>>> = {
  plan_refused: {
    validity_missing: 'An add-on needs a validity.',
    bytes_missing: 'An add-on needs bytes.',
    validity_of_addons_only: 'Only add-ons have a validity.',
    title_missing: 'A plan needs a title in one language at least.',
    kind_changes: 'The kind of a plan does not change: make another one.',
  },
  order_refused: quoteReasons,
  refund_refused: {
    not_paid: 'No money was received for it.',
    nothing_left: 'Everything that may go back went back already.',
    too_much: 'That is more than may still go back.',
    too_many: 'The provider takes no more parts of this payment back.',
    too_old: 'The provider takes no payment back that is older than a year.',
    no_merchant: 'The merchant account that took the money is not there, or its keys do not open.',
    not_abnormal: 'Only an abnormal refund can be ended so.',
    refused: 'The provider refuses it.',
    bill_awaited:
      'This hub was restored from a backup, and some of this payment went back in the days it lost. The bill of that day, compared from 10:00 in Beijing on the next, will say how much.',
    no_answer: 'The provider does not answer; nothing was done.',
  },
  inbox_refused: {
    ...quoteReasons,
    not_open: 'It is settled already.',
    is_money: 'Money cannot be dismissed: apply it to an order, or pay it back.',
    is_refund: 'It is a refund, not money to be applied.',
    other_sum: 'The order is of another sum.',
    order_state: 'The order is paid already.',
  },
  payment_unavailable: {
    no_merchant: 'There is no active merchant account.',
    trade_type: 'The merchant account cannot be paid in this way.',
    over: 'The time of the order is over.',
    paid: 'It is paid already.',
    no_answer: 'The provider does not answer; nothing was done.',
    refused: 'The provider refuses it.',
  },
}

/** A sentence for a failure; the code itself in words where none was written. */
export function errorMessage(code: ErrorCode, facts: Readonly<Record<string, unknown>> = {}): string {
  const { why } = facts
  const known = reasons[code]
  const reason = typeof why === 'string' && known && Object.hasOwn(known, why) ? known[why] : undefined
  return reason ?? messages[code] ?? `${code.replaceAll('_', ' ')}.`
}
