import { type CallFailure, type CallOutcome, refuse } from '../ipc-contract/call-failure.ts'

/** An expected failure on its way up; `outcomeOfCall` makes it a value again. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly failure: CallFailure
  constructor(code: CallFailure['code'], facts: CallFailure['facts'] = {}) {
    super(code)
    this.failure = refuse(code, facts)
  }
}

/** Runs `work`; a `CallError` becomes its failure, anything else is thrown on. */
export async function outcomeOfCall<T>(work: () => Promise<T>): Promise<CallOutcome<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    if (error instanceof CallError) return error.failure
    throw error
  }
}

/** What a socket or an SSH channel failed with, as a failure of the way to the hub. */
export function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error
  const { code, message, name } = error as NodeJS.ErrnoException
  if (name === 'AbortError') return new CallError('cancelled')
  return new CallError('hub_unreachable', { reason: code ?? message })
}
