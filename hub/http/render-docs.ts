import type { AnyEndpoint } from '../contract/endpoint.ts'
import { errorCodes } from '../contract/error-codes.ts'
import { errorMessage } from '../contract/error-messages.ts'
import { rightsOf } from '../contract/rights.ts'
import { fieldsOf, schemaOf } from './render-openapi.ts'

/** The page's only style sheet; its digest is in the page's content security policy. */
export const docsStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
nav a { margin-right: 1rem; white-space: nowrap }
article { border-top: 1px solid #8886; padding: .5rem 0 1rem }
h3 { margin: .5rem 0; font-family: ui-monospace, monospace; font-size: 1rem; overflow-wrap: anywhere }
h3 b { display: inline-block; min-width: 4.5rem }
pre { background: #8882; padding: .75rem; border-radius: .4rem; overflow-x: auto; font-size: .85rem }
summary { cursor: pointer }
.facts { opacity: .75; margin: .25rem 0 }
`

/** One page, without scripts, that describes every endpoint; the same facts as the OpenAPI document. */
export function renderDocs(endpoints: readonly AnyEndpoint[], version: string): string {
  const groups = Map.groupBy(endpoints, endpoint => endpoint.name.split('.')[0] ?? '')
  const links = [...groups.keys()].map(name => `<a href="#${escapeHtml(name)}">${escapeHtml(name)}</a>`)
  const sections = [...groups].map(
    ([name, list]) =>
      `<section id="${escapeHtml(name)}"><h2>${escapeHtml(name)}</h2>${list.map(article).join('')}</section>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sluice admin</title><style>${docsStyle}</style></head>
<body><h1>Sluice admin ${escapeHtml(version)}</h1>
<p>Every endpoint of this listener. For programs: <a href="/v1/openapi.json">openapi.json</a>.</p>
<nav>${links.join(' ')}</nav>${sections.join('')}</body></html>
`
}

function article(endpoint: AnyEndpoint): string {
  return `<article id="${escapeHtml(endpoint.name)}"><h3><b>${endpoint.method}</b> ${escapeHtml(endpoint.path)}</h3>
<p>${escapeHtml(endpoint.summary)}.</p><p class="facts">${escapeHtml(endpoint.name)} · ${escapeHtml(whoMay(endpoint))}</p>
${schemaPart('Path', endpoint.params)}${schemaPart('Query', endpoint.query)}${schemaPart('Body', endpoint.body)}
${schemaPart('Answer', endpoint.answer)}${errorPart(endpoint)}</article>`
}

function whoMay(endpoint: AnyEndpoint): string {
  if (endpoint.auth === 'none') return 'anybody'
  const { rights } = endpoint
  if (endpoint.auth === 'half-session' || rights === null) return 'any session, half ones included'
  const roles = Object.entries(rightsOf).filter(([, held]) => held.has(rights))
  return `${rights}: ${roles.map(([role]) => role).join(', ')}`
}

function schemaPart(title: string, schema: AnyEndpoint['body']): string {
  const json = schemaOf(schema)
  if (json['properties'] !== undefined && Object.keys(fieldsOf(json)).length === 0) return ''
  return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(json, null, 2))}</pre></details>`
}

function errorPart(endpoint: AnyEndpoint): string {
  if (endpoint.errors.length === 0) return ''
  const items = endpoint.errors.map(
    code => `<li><code>${code}</code> (${errorCodes[code]}): ${escapeHtml(errorMessage(code))}</li>`,
  )
  return `<details><summary>Errors</summary><ul>${items.join('')}</ul></details>`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
