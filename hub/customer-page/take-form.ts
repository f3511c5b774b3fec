import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The fields of a form as they were sent; the first of each name. */
export type FormFields = Readonly<Record<string, string>>

const mostBytes = 16 * 1024

/** Lets the routes of this plugin, and no others, take forms. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: mostBytes },
    (_request, body, done) => {
      const fields: Record<string, string> = Object.create(null)
      for (const [name, value] of new URLSearchParams(String(body))) fields[name] ??= value
      done(null, fields)
    },
  )
}

/** What a form sent; nothing where the body is none. */
export function fieldsOf(request: FastifyRequest): FormFields {
  const { body } = request
  // The parser above is the only one that leaves an object of texts.
  return typeof body === 'object' && body !== null ? (body as FormFields) : {}
}

/** A field without spaces around it; null where it is empty. */
export function textOf(fields: FormFields, name: string, most = 254): string | null {
  const text = (fields[name] ?? '').trim()
  return text === '' || text.length > most ? null : text
}

/** A whole number of a field or query; null where it is none. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null
}
