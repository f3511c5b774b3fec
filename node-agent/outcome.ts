import type { AgentError, AgentErrorCode } from '../hub/contract/agent/errors.ts'

/** An expected failure: exactly what the agent answers with. */
export interface Refusal {
  readonly ok: false
  readonly error: AgentError
}
export interface Success<T> {
  readonly ok: true
  readonly value: T
}
/** Expected failures are values; bugs throw. */
export type Outcome<T> = Success<T> | Refusal

export function succeed<T>(value: T): Success<T> {
  return { ok: true, value }
}

export function refuse(
  error: AgentErrorCode,
  message: string,
  facts: Pick<AgentError, 'current' | 'ports'> = {},
): Refusal {
  return { ok: false, error: { error, message: message.slice(0, 2_000), ...facts } }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
