import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import { docsStyle, renderDocs } from './render-docs.ts'
import { renderOpenapi } from './render-openapi.ts'

/** GET /v1/openapi.json and GET /docs. Both say what the source says; neither needs a session. */
export function serveDocs(app: FastifyInstance, endpoints: readonly AnyEndpoint[], version: string): void {
  const openapi = JSON.stringify(renderOpenapi(endpoints, version))
  const page = renderDocs(endpoints, version)
  const style = createHash('sha256').update(docsStyle).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${style}'; frame-ancestors 'none'; base-uri 'none'`
  app.get('/v1/openapi.json', (_request, reply) => reply.type('application/json').send(openapi))
  app.get('/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page),
  )
}
