import type { ModuleFacts, Violation } from './module-facts.ts'

/** One violation for each cycle of files, over imports of values and of types alike. */
export function findCycles(modules: readonly ModuleFacts[]): Violation[] {
  const edges = new Map(modules.map(one => [one.path, localImports(one)]))
  const state = new Map<string, 'open' | 'done'>()
  const trail: string[] = []
  const found: Violation[] = []

  const visit = (path: string) => {
    state.set(path, 'open')
    trail.push(path)
    for (const next of edges.get(path) ?? []) {
      if (state.get(next.path) === 'open') {
        const cycle = [...trail.slice(trail.indexOf(next.path)), next.path]
        found.push({ path, line: next.line, rule: 'cycle', message: cycle.join(' -> ') })
      } else if (!state.has(next.path)) visit(next.path)
    }
    trail.pop()
    state.set(path, 'done')
  }

  for (const { path } of modules) if (!state.has(path)) visit(path)
  return found
}

function localImports(facts: ModuleFacts): readonly { readonly path: string; readonly line: number }[] {
  return facts.imports.flatMap(({ target, line }) =>
    target.kind === 'file' && target.path !== facts.path ? [{ path: target.path, line }] : [],
  )
}
