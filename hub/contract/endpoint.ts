import type * as z from 'zod'
import type { ErrorCode } from './error-codes.ts'
import type { Right } from './rights.ts'

/**
 * Who may call: `none` anybody; `half-session` an operator whose second factor or first password change is
 * outstanding; `operator` a signed-in operator.
 */
export type Auth = 'none' | 'half-session' | 'operator'

type ObjectSchema = z.ZodType<Record<string, unknown>>

/** One HTTP endpoint of the admin listener: the value from which route, client types and documentation derive. */
export interface Endpoint<
  Params extends ObjectSchema = ObjectSchema,
  Query extends ObjectSchema = ObjectSchema,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
  Name extends string = string,
> {
  /** `noun.verb`, unique; the name of the operation in clients, the command line and the documentation. */
  readonly name: Name
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify's form: `/v1/users/:userId`. */
  readonly path: `/v1/${string}`
  readonly summary: string
  readonly auth: Auth
  /** Demanded of the operator's role; null only where `auth` is not `operator`. */
  readonly rights: Right | null
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly answer: Answer
  /** Expected failures; no other may leave. The ones of sign-in, rights and parsing are always possible. */
  readonly errors: readonly ErrorCode[]
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds endpoints of every shape, and schemas are invariant
export type AnyEndpoint = Endpoint<any, any, any, any, string>

/** Declares an endpoint; the types of its parts and its name are inferred. */
export function endpoint<
  Params extends ObjectSchema,
  Query extends ObjectSchema,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  const Name extends string,
>(definition: Endpoint<Params, Query, Body, Answer, Name>): Endpoint<Params, Query, Body, Answer, Name> {
  return definition
}

/** What a handler is given, after parsing. */
export interface EndpointInput<E extends AnyEndpoint> {
  readonly params: z.output<E['params']>
  readonly query: z.output<E['query']>
  readonly body: z.output<E['body']>
}

/** What a caller sends. */
export interface EndpointRequest<E extends AnyEndpoint> {
  readonly params: z.input<E['params']>
  readonly query: z.input<E['query']>
  readonly body: z.input<E['body']>
}

export type EndpointAnswer<E extends AnyEndpoint> = z.output<E['answer']>
