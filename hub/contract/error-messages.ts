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
  last_owner: 'At least one owner must be able to sign in.',
  rotation_unfinished: 'Some nodes have not moved to the next authority.',
  too_large: 'The body is too large.',
  weak_password: 'The password is too weak; the facts say why.',
  too_many_requests: 'Too many tries: wait before the next one.',
  internal: 'Something went wrong in the hub; its log has the details under this id.',
  not_ready: 'The hub is not ready.',
}

/** A sentence for a code; the code itself in words where none was written. */
export function errorMessage(code: ErrorCode): string {
  return messages[code] ?? `${code.replaceAll('_', ' ')}.`
}
