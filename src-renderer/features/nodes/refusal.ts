import { type ErrorCode, errorCodes } from '../../../hub/contract/error-codes.ts'
import { CallFailed } from '../../lib/bridge.ts'

const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text)

/** So many of a list are named; the others are meant by `…`. */
const named = 6

const shortened = (value: unknown): unknown =>
  Array.isArray(value) && value.length > named ? [...value.slice(0, named), '…'] : value

/** A refusal that came inside an answer, as the error that it would be alone; codes of a newer hub stay bare. */
export function asFailure(error: string, facts: Readonly<Record<string, unknown>>): Error {
  const short = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, shortened(value)]))
  return isErrorCode(error) ? new CallFailed({ ok: false, code: error, facts: short }) : new Error(error)
}
