import { isBuiltin } from 'node:module'
import { relative } from 'node:path'
import { ResolverFactory } from 'rolldown/experimental'
import { parseSync, Visitor } from 'rolldown/utils'
import type { ImportTarget, ModuleFacts } from './module-facts.ts'

interface Located {
  readonly start: number
}

/**
 * Makes a reader of source files. `root` is an absolute path.
 * The reader throws where a file is not valid TypeScript or JavaScript.
 */
export function moduleReader(root: string): (path: string, source: string) => ModuleFacts {
  const resolver = new ResolverFactory({
    extensions: ['.ts', '.tsx', '.mjs', '.js'],
    conditionNames: ['import', 'node', 'default'],
  })

  const resolve = (path: string, specifier: string): ImportTarget => {
    if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier.replace(/^(node:)?/, 'node:') }
    const isLocal = /^(\.|\/|#)/.test(specifier)
    if (!isLocal) return { kind: 'package', name: packageName(specifier) }
    const found = resolver.resolveFileSync(`${root}/${path}`, specifier.replace(/\?.*$/, ''))
    if (!found.path) return { kind: 'unresolved' }
    return { kind: 'file', path: relative(root, found.path).replaceAll('\\', '/') }
  }

  return (path, source) => readModule(path, source, specifier => resolve(path, specifier))
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function readModule(path: string, source: string, resolve: (specifier: string) => ImportTarget): ModuleFacts {
  const { program, errors } = parseSync(path, source, { sourceType: 'module' })
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
  const imports: ModuleFacts['imports'][number][] = []
  const impurities: ModuleFacts['impurities'][number][] = []
  const lineOf = (node: Located) => source.slice(0, node.start).split('\n').length
  const seen = (node: Located, specifier: string | undefined) =>
    imports.push(
      specifier === undefined
        ? { specifier: '', line: lineOf(node), target: { kind: 'computed' } }
        : { specifier, line: lineOf(node), target: resolve(specifier) },
    )
  const impure = (node: Located, what: string) => impurities.push({ what, line: lineOf(node) })

  new Visitor({
    ImportDeclaration: node => seen(node, node.source.value),
    ExportNamedDeclaration: node => node.source && seen(node, node.source.value),
    ExportAllDeclaration: node => seen(node, node.source.value),
    TSImportType: node => seen(node, node.source.value),
    TSImportEqualsDeclaration: node =>
      node.moduleReference.type === 'TSExternalModuleReference' &&
      seen(node, node.moduleReference.expression.value),
    ImportExpression: node => seen(node, literalText(node.source)),
    CallExpression: node => {
      const called = source.slice(node.callee.start, node.callee.end)
      if (called === 'require' || called === 'require.resolve') seen(node, literalText(node.arguments[0]))
      if (
        /^(Date\.now|performance\.now|Math\.random|setTimeout|setInterval|setImmediate|fetch)$/.test(called)
      )
        impure(node, called)
      if (/^Temporal\.Now\./.test(called)) impure(node, called)
    },
    NewExpression: node => {
      const made = source.slice(node.callee.start, node.callee.end)
      if (made === 'Promise' || (made === 'Date' && node.arguments.length === 0)) impure(node, `new ${made}`)
    },
    AwaitExpression: node => impure(node, 'await'),
    FunctionDeclaration: node => node.async && impure(node, 'an async function'),
    FunctionExpression: node => node.async && impure(node, 'an async function'),
    ArrowFunctionExpression: node => node.async && impure(node, 'an async function'),
  }).visit(program)

  const lines = source.split('\n').length - (source.endsWith('\n') ? 1 : 0)
  return { path, lines, isBarrel: onlyHandsOn(program.body), imports, impurities }
}

/** The text of a string literal, or of a template without placeholders; undefined for anything else. */
function literalText(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('type' in node)) return undefined
  if (node.type === 'Literal' && 'value' in node && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral' || !('quasis' in node) || !Array.isArray(node.quasis)) return undefined
  return node.quasis.length === 1 ? node.quasis[0].value.cooked : undefined
}

function onlyHandsOn(body: readonly { readonly type: string }[]): boolean {
  const handsOn = (statement: { readonly type: string; readonly declaration?: unknown }) =>
    statement.type === 'ExportAllDeclaration' ||
    (statement.type === 'ExportNamedDeclaration' && !statement.declaration)
  return body.some(handsOn) && body.every(one => handsOn(one) || one.type === 'ImportDeclaration')
}
