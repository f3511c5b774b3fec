import type { ModuleFacts, Violation } from './module-facts.ts'

/** Packages that no file imports, each with what it is there for. */
const usedOtherwise: Readonly<Record<string, string>> = {
  '@types/node': 'the types of Node itself',
  '@biomejs/biome': 'a program',
  typescript: 'a program',
  vite: 'what vitest stands on',
  'better-sqlite3': 'TypeORM loads it',
  '@fastify/static': 'the customer page',
  qrcode: 'the customer page',
  react: 'the customer page',
  'react-dom': 'the customer page',
  '@playwright/test': 'tests of pages in a browser',
  '@axe-core/playwright': 'tests of pages in a browser',
  '@mantine/hooks': 'what the parts of Mantine stand on',
  dayjs: 'what the dates of Mantine stand on',
  'electron-builder': 'a program',
}

/** Dependencies of a package.json that nothing imports. Declarations of types are used where their package is. */
export function findUnusedPackages(
  manifest: { readonly dependencies?: object; readonly devDependencies?: object },
  modules: readonly Pick<ModuleFacts, 'imports'>[],
): Violation[] {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  const imported = new Set(
    modules.flatMap(({ imports }) =>
      imports.flatMap(({ target }) => (target.kind === 'package' ? [target.name] : [])),
    ),
  )
  const typed = (name: string) => name.replace(/^@types\//, '').replace(/^(.+)__(.+)$/, '@$1/$2')
  return names
    .filter(name => ![name, typed(name)].some(each => imported.has(each) || each in usedOtherwise))
    .map(name => ({
      path: 'package.json',
      line: 1,
      rule: 'unused',
      message: `nothing imports ${name}: remove it, or say in find-unused-packages.ts what it is there for`,
    }))
}
