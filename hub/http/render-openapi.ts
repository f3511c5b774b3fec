import * as z from 'zod'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import { errorBody } from '../contract/error-body.ts'
import { type ErrorCode, errorCodes } from '../contract/error-codes.ts'
import { errorMessage } from '../contract/error-messages.ts'

type Json = Readonly<Record<string, unknown>>

/** Schemas that answer something else than JSON. */
const streamed: ReadonlySet<string> = new Set(['events.stream'])

/** The OpenAPI 3.1 document of a list of endpoints. */
export function renderOpenapi(endpoints: readonly AnyEndpoint[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sluice admin', version },
    paths,
    components: {
      schemas: { Error: schemaOf(errorBody) },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description:
            'A new value for each thing you want done, and the same one to try it again: it is done once, and ' +
            '`already_done` says so. Kept for a week.',
          schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{16,64}$' },
        },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Token of a session' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-sluice' },
      },
    },
  }
}

/** A JSON Schema of what is sent over the wire: transformed values are described as they travel. */
export function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}

function operation(endpoint: AnyEndpoint): Json {
  const body = schemaOf(endpoint.body)
  const hasBody = Object.keys(fieldsOf(body)).length > 0 || body['properties'] === undefined
  return {
    operationId: endpoint.name,
    tags: [endpoint.name.split('.')[0]],
    summary: endpoint.summary,
    ...(endpoint.rights === null ? {} : { description: `Demands the right \`${endpoint.rights}\`.` }),
    ...(endpoint.auth === 'none' ? {} : { security: [{ bearer: [] }, { cookie: [] }] }),
    parameters: [
      ...parameters(endpoint.params, 'path'),
      ...parameters(endpoint.query, 'query'),
      ...(endpoint.method === 'GET' ? [] : [{ $ref: '#/components/parameters/IdempotencyKey' }]),
    ],
    ...(hasBody
      ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } }
      : {}),
    responses: { 200: success(endpoint), ...failures(endpoint.errors) },
  }
}

function success(endpoint: AnyEndpoint): Json {
  const type = streamed.has(endpoint.name) ? 'text/event-stream' : 'application/json'
  return { description: 'Done', content: { [type]: { schema: schemaOf(endpoint.answer) } } }
}

function failures(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, code => errorCodes[code])
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
  const entries = [...byStatus].map(([status, listed]) => {
    const description = listed.map(code => `\`${code}\`: ${errorMessage(code)}`).join('\n\n')
    return [String(status), { description, content }] as const
  })
  const other = { description: 'A failure that is possible everywhere', content }
  return { ...Object.fromEntries(entries), default: other }
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const json = schemaOf(schema)
  const required = Array.isArray(json['required']) ? json['required'] : []
  return Object.entries(fieldsOf(json)).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: field,
  }))
}

/** The fields of an object schema by name. */
export function fieldsOf(json: Json): Json {
  const properties = json['properties']
  return typeof properties === 'object' && properties !== null ? { ...properties } : {}
}
