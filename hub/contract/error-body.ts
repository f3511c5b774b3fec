import * as z from 'zod'
import { type ErrorCode, errorCodes } from './error-codes.ts'

/** The body of every answer that is not a success. */
export const errorBody = z.strictObject({
  error: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  /** In English, for logs and developers; people are shown a text of their language by the code. */
  message: z.string(),
  /** What a person needs to act, e.g. `{ port: 10001 }`. */
  facts: z.record(z.string(), z.unknown()),
})
export type ErrorBody = z.infer<typeof errorBody>

/** Possible at every endpoint, without being listed there. */
export const generalErrors = [
  'bad_request',
  'not_signed_in',
  'second_factor_required',
  'password_change_required',
  'forbidden',
  'csrf_refused',
  'not_found',
  'already_done',
  'too_large',
  'too_many_requests',
  'internal',
  'not_ready',
] as const satisfies readonly ErrorCode[]
