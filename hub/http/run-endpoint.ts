import { randomBytes } from 'node:crypto'
import type * as z from 'zod'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import { generalErrors } from '../contract/error-body.ts'
import { isStorageFull } from '../db/storage-full.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Logger } from '../kernel/logger.ts'
import { type Failure, fail, type Outcome, RolledBack, succeed } from '../kernel/outcome.ts'
import { refuseCall, type Standing } from './call-rule.ts'
import type { BoundEndpoint, CallContext } from './handlers.ts'

/** What a caller sent, not yet parsed. */
export interface RawCall {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

export interface RunOptions {
  readonly logger: Logger
  /** Tests: an answer outside the contract fails the call; otherwise what is unknown is left out and logged. */
  readonly strictAnswers: boolean
}

/** Where a caller stands: an operator by his session, or by his role where he is named without one. */
export function standingOf(context: Pick<CallContext, 'actor' | 'session'>): Standing {
  const { actor, session } = context
  if (session !== null) return { kind: 'session', state: session.state, role: session.operator.role }
  return actorStanding(actor)
}

function actorStanding(actor: Actor): Standing {
  if (actor.kind === 'operator') return { kind: 'session', state: 'full', role: actor.role }
  return actor.kind === 'command-line' ? { kind: 'trusted' } : { kind: 'nobody' }
}

/**
 * Calls an endpoint's handler: rights, parsing, the handler, and the answer checked against the contract. Only
 * failures that the contract lists come out; anything else becomes `internal` with an id that the log has too.
 */
export async function runEndpoint(
  { endpoint, handler }: BoundEndpoint,
  raw: RawCall,
  context: CallContext,
  options: RunOptions,
): Promise<Outcome<unknown>> {
  const refusal = refuseCall(endpoint, standingOf(context))
  if (refusal !== null) return fail(refusal)
  const input = parseInput(endpoint, raw)
  if (!input.ok) return input
  try {
    const outcome = await handler(input.value, context)
    if (!outcome.ok) return listed(endpoint, outcome, options.logger)
    return succeed(checkedAnswer(endpoint, outcome.value, options))
  } catch (error) {
    if (error instanceof RolledBack) return listed(endpoint, error.failure, options.logger)
    if (isStorageFull(error)) {
      return fail('not_ready', { reason: 'the database has no room left; nothing was changed' })
    }
    return internal(endpoint.name, error, options.logger)
  }
}

/** Logs a bug under an id and answers only the id. */
export function internal(endpoint: string, error: unknown, logger: Logger): Failure {
  const id = randomBytes(8).toString('hex')
  const facts =
    error instanceof Error ? { error: error.message, stack: error.stack } : { error: String(error) }
  logger.error({ id, endpoint, ...facts }, 'an endpoint failed')
  return fail('internal', { id })
}

function parseInput(
  endpoint: AnyEndpoint,
  raw: RawCall,
): Outcome<{ params: unknown; query: unknown; body: unknown }> {
  const problems: { at: string; problem: string }[] = []
  const parse = (part: 'params' | 'query' | 'body'): unknown => {
    const result = endpoint[part].safeParse(raw[part] ?? {})
    if (result.success) return result.data
    for (const issue of result.error.issues) {
      problems.push({ at: [part, ...issue.path].map(String).join('.').slice(0, 200), problem: issue.message })
    }
    return undefined
  }
  const input = { params: parse('params'), query: parse('query'), body: parse('body') }
  return problems.length === 0 ? succeed(input) : fail('bad_request', { problems: problems.slice(0, 20) })
}

function listed(endpoint: AnyEndpoint, failure: Failure, logger: Logger): Failure {
  const allowed: readonly string[] = [...endpoint.errors, ...generalErrors]
  if (allowed.includes(failure.code)) return failure
  return internal(endpoint.name, new Error(`the unlisted error ${failure.code} was about to leave`), logger)
}

function checkedAnswer(endpoint: AnyEndpoint, value: unknown, options: RunOptions): unknown {
  const answer: z.ZodType = endpoint.answer
  const first = answer.safeParse(value)
  if (first.success) return first.data
  const unknown = first.error.issues.filter(issue => issue.code === 'unrecognized_keys')
  if (options.strictAnswers || unknown.length === 0) throw first.error
  const stripped = structuredClone(value)
  for (const issue of unknown) for (const key of issue.keys) removeKey(stripped, issue.path, key)
  options.logger.warn({ endpoint: endpoint.name, issues: unknown }, 'an answer said more than its contract')
  return answer.parse(stripped)
}

function removeKey(root: unknown, path: readonly PropertyKey[], key: string): void {
  let place = root
  for (const step of path) place = isRecord(place) ? place[step] : undefined
  if (isRecord(place)) delete place[key]
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}
