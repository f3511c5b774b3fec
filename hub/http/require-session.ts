import { fail, RolledBack } from '../kernel/outcome.ts'
import type { CurrentSession } from '../operators/session-store.ts'
import type { CallContext } from './handlers.ts'

/** The caller's session; a call of the command line has none, and is refused with `not_signed_in`. */
export function requireSession(context: CallContext): CurrentSession {
  if (context.session === null) throw new RolledBack(fail('not_signed_in'))
  return context.session
}
