import { type ErrorCode, errorCodes } from '../../../hub/contract/error-codes.ts'
import { CallFailed } from '../../lib/bridge.ts'

const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text)

/** A refusal that came inside an answer, as the error that it would be alone; codes of a newer hub stay bare. */
export function asFailure(error: string, facts: Readonly<Record<string, unknown>>): Error {
  return isErrorCode(error) ? new CallFailed({ ok: false, code: error, facts }) : new Error(error)
}
