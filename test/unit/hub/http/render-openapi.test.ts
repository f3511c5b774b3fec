import { describe, expect, it } from 'vitest'
import { adminEndpoints } from '../../../../hub/contract/admin/all.ts'
import { renderDocs } from '../../../../hub/http/render-docs.ts'
import { renderOpenapi } from '../../../../hub/http/render-openapi.ts'

describe('the list of endpoints', () => {
  it('has unique names, unique routes, and a right wherever an operator is demanded', () => {
    const names = adminEndpoints.map(endpoint => endpoint.name)
    const routes = adminEndpoints.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':x')}`)
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(routes).size).toBe(routes.length)
    for (const { name, auth, rights } of adminEndpoints) {
      expect([name, rights !== null]).toEqual([name, auth === 'operator'])
    }
  })
})

describe('the documentation', () => {
  it('describes every endpoint, in OpenAPI 3.1', () => {
    const document = renderOpenapi(adminEndpoints, '0.0.0')
    const text = JSON.stringify(document)
    expect(document['openapi']).toBe('3.1.0')
    for (const { name } of adminEndpoints) expect(text).toContain(`"operationId":"${name}"`)
    // Every parameter in a path is declared.
    for (const { path } of adminEndpoints) {
      for (const [, parameter] of path.matchAll(/:(\w+)/g)) expect(text).toContain(`{${parameter}}`)
    }
  })

  it('is one page without scripts and with nothing from elsewhere', () => {
    const page = renderDocs(adminEndpoints, '0.0.0')
    for (const { name } of adminEndpoints) expect(page).toContain(`id="${name}"`)
    expect(page).not.toMatch(/<script|<img|<link|src=|https?:\/\/(?!json-schema)/i)
  })
})
