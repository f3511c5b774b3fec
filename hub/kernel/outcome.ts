import type { ErrorCode } from '../contract/error-codes.ts'

/** An expected failure: a code of the contract and the facts a person needs to act. */
export interface Failure {
  readonly ok: false
  readonly code: ErrorCode
  readonly facts: Readonly<Record<string, unknown>>
}

export interface Success<T> {
  readonly ok: true
  readonly value: T
}

/** Expected failures are values; bugs throw. */
export type Outcome<T> = Success<T> | Failure

export function succeed<T>(value: T): Success<T> {
  return { ok: true, value }
}

export function fail(code: ErrorCode, facts: Readonly<Record<string, unknown>> = {}): Failure {
  return { ok: false, code, facts }
}

/**
 * Carries a failure out of a transaction so that the transaction rolls back.
 * `inTransaction` callers turn it back into a value with `outcomeOf`.
 */
export class RolledBack extends Error {
  override readonly name = 'RolledBack'
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.code)
    this.failure = failure
  }
}

/** Runs `work`; a `RolledBack` thrown inside becomes its failure, everything else is thrown on. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return succeed(await work())
  } catch (error) {
    if (error instanceof RolledBack) return error.failure
    throw error
  }
}
