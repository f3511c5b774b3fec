import type { ProviderAnswer } from '../payment-provider.ts'
import { parseJson, readErrorBody } from './map-error-body.ts'

/** A verified answer: its status and text. */
export interface VerifiedAnswer {
  readonly status: number
  readonly text: string
}

/** Errors after which WeChat itself does not say whether the request took effect. */
const undecided: ReadonlySet<string> = new Set(['SYSTEMERROR', 'SYSTEMBUSY', 'ERROR', 'BIZERRNEEDRETRY'])
const limited: ReadonlySet<string> = new Set([
  'FREQUENCYLIMITED',
  'FREQUENCYLIMIT',
  'RATELIMITEXCEED',
  'RATELIMITEXCEEDED',
])

/**
 * What a verified answer means. `read` turns the body of a success into the value, or says by null that it is none
 * that the protocol knows; for 204 it is given undefined.
 */
export function mapAnswer<T>(answer: VerifiedAnswer, read: (body: unknown) => T | null): ProviderAnswer<T> {
  if (answer.status >= 200 && answer.status < 300) {
    const value = read(answer.text === '' ? undefined : parseJson(answer.text))
    if (value !== null) return { kind: 'ok', value }
    return {
      kind: 'unknown',
      cause: 'answer',
      message: `answered ${answer.status} with a body outside the protocol`,
    }
  }
  const error = readErrorBody(answer.text)
  const message =
    error === null ? `answered ${answer.status} without a code` : `${error.code}: ${error.message}`
  // Refused for its rate means that nothing was done with it.
  if (answer.status === 429 || (error !== null && limited.has(error.code))) {
    return { kind: 'unsent', cause: 'limited', message }
  }
  if (answer.status >= 500 || error === null || undecided.has(error.code)) {
    return { kind: 'unknown', cause: answer.status >= 500 ? 'unavailable' : 'answer', message }
  }
  return { kind: 'rejected', code: error.code, message: error.message }
}
