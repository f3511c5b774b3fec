import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findCycles } from './find-cycles.ts'
import { findUnusedPackages } from './find-unused-packages.ts'
import type { Violation } from './module-facts.ts'
import { moduleReader } from './read-module.ts'
import { checkModule } from './zone-rule.ts'

const folders = ['hub', 'node-agent', 'src-main', 'src-renderer', 'scripts', 'test']
const code = '*.{ts,tsx,mts,cts,js,mjs,cjs,jsx}'

/** Reads every source file below `root` (an absolute path) and says what breaks a boundary, in reading order. */
export function checkProject(root: string): { readonly files: number; readonly violations: Violation[] } {
  const read = moduleReader(root)
  const paths = globSync([code, ...folders.map(folder => `${folder}/**/${code}`)], {
    cwd: root,
    exclude: ['**/node_modules', 'test/fixtures'],
  }).map(path => path.replaceAll('\\', '/'))
  const modules = paths.sort().map(path => read(path, readFileSync(join(root, path), 'utf8')))
  const manifest = join(root, 'package.json')
  const unused = existsSync(manifest)
    ? findUnusedPackages(JSON.parse(readFileSync(manifest, 'utf8')), modules)
    : []
  return {
    files: modules.length,
    violations: [...modules.flatMap(checkModule), ...findCycles(modules), ...unused],
  }
}
