import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkProject } from '../../../scripts/boundaries/check-project.ts'

const made: string[] = []
afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true })
})

/** Writes a project and gives the violations found as `path [rule]`. */
function violationsOf(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'))
  made.push(root)
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), source)
  }
  return checkProject(root).violations.map(({ path, rule }) => `${path} [${rule}]`)
}

/** Every way to depend on another module. */
const forms: Record<string, (specifier: string) => string> = {
  'a value': from => `import { a } from '${from}'\nexport const b = a\n`,
  'a side effect': from => `import '${from}'\nexport const b = 1\n`,
  'import type': from => `import type { A } from '${from}'\nexport type B = A | 1\n`,
  'an inline type': from => `import { type A } from '${from}'\nexport type B = A | 1\n`,
  'export type from': from => `export type { A } from '${from}'\nexport const b = 1\n`,
  'export from': from => `export { a } from '${from}'\nexport const b = 1\n`,
  'export all': from => `export * from '${from}'\nexport const b = 1\n`,
  'export all as': from => `export * as all from '${from}'\nexport const b = 1\n`,
  "import('x').T": from => `export type B = import('${from}').A | 1\n`,
  'typeof import': from => `export type B = typeof import('${from}')\n`,
  'a dynamic import': from => `export const load = () => import('${from}')\n`,
  'a template import': from => `export const load = () => import(\`${from}\`)\n`,
  require: from => `declare const require: (name: string) => unknown\nexport const b = require('${from}')\n`,
  'import equals': from => `import all = require('${from}')\nexport const b = all\n`,
}

const target = 'export const a = 1\nexport type A = number\n'

/** An import that each rule refuses, as [rule, importing file, imported file or package]. */
const refused: readonly (readonly [rule: string, from: string, to: string])[] = [
  // 1. contract, kernel, db
  ['package', 'hub/contract/x.ts', 'pino'],
  ['package', 'hub/contract/x.ts', 'node:fs'],
  ['zone', 'hub/contract/x.ts', 'hub/kernel/y.ts'],
  ['layer', 'hub/kernel/x.ts', 'hub/db/y.ts'],
  ['layer', 'hub/kernel/x.ts', 'hub/events/y.ts'],
  ['layer', 'hub/db/x.ts', 'hub/audit/y.ts'],
  ['layer', 'hub/db/x.ts', 'hub/secrets/y.ts'],
  ['layer', 'hub/audit/x.ts', 'hub/users/y.ts'],
  ['layer', 'hub/pki/x.ts', 'hub/nodes/y.ts'],
  // 2. left never imports right
  ['layer', 'hub/users/x.ts', 'hub/nodes/y.ts'],
  ['layer', 'hub/nodes/x.ts', 'hub/metering/y.ts'],
  ['layer', 'hub/metering/x.ts', 'hub/entitlements/y.ts'],
  ['layer', 'hub/metering/x.ts', 'hub/gate/y.ts'],
  ['layer', 'hub/gate/x.ts', 'hub/payments/y.ts'],
  ['layer', 'hub/gate/x.ts', 'hub/node-config/y.ts'],
  ['layer', 'hub/node-config/x.ts', 'hub/http/y.ts'],
  ['layer', 'hub/http/x.ts', 'hub/jobs/y.ts'],
  ['layer', 'hub/http/x.ts', 'hub/app.ts'],
  ['layer', 'hub/app.ts', 'hub/main.ts'],
  ['layer', 'hub/app.ts', 'hub/cli/y.ts'],
  ['layer', 'hub/http/x.ts', 'hub/elsewhere/y.ts'],
  // 3. pure files
  ['pure', 'hub/gate/access-rule.ts', 'hub/gate/gate-store.ts'],
  ['pure', 'hub/gate/access-rule.ts', 'hub/kernel/clock.ts'],
  ['pure', 'hub/gate/shares.ts', 'node:crypto'],
  ['pure', 'hub/entitlements/cycle.ts', 'typeorm'],
  ['pure', 'hub/metering/counter-delta.ts', 'hub/db/y.ts'],
  ['pure', 'hub/node-config/build-desired-config.ts', 'hub/nodes/node-store.ts'],
  ['pure', 'node-agent/counters/parse-table.ts', 'node-agent/counters/read-table.ts'],
  ['pure', 'node-agent/firewall/render-table.ts', 'node:fs'],
  ['pure', 'src-renderer/features/users/map-user.ts', 'src-renderer/features/users/store.ts'],
  // 4. who may import whom
  ['zone', 'src-renderer/app/x.ts', 'src-main/window/y.ts'],
  ['zone', 'src-renderer/app/x.ts', 'hub/users/y.ts'],
  ['package', 'src-renderer/app/x.ts', 'electron'],
  ['package', 'src-renderer/app/x.ts', 'node:fs'],
  ['zone', 'src-main/x.ts', 'hub/kernel/y.ts'],
  ['zone', 'src-main/x.ts', 'node-agent/y.ts'],
  ['zone', 'src-main/x.ts', 'src-renderer/lib/y.ts'],
  ['zone', 'src-main/ipc-contract/x.ts', 'src-main/window/y.ts'],
  ['package', 'src-main/ipc-contract/x.ts', 'electron'],
  ['zone', 'node-agent/x.ts', 'hub/kernel/y.ts'],
  ['zone', 'node-agent/x.ts', 'src-main/y.ts'],
  ['package', 'node-agent/x.ts', 'pino'],
  ['zone', 'hub/users/x.ts', 'node-agent/y.ts'],
  ['zone', 'hub/users/x.ts', 'scripts/y.ts'],
  ['zone', 'scripts/x.ts', 'src-main/y.ts'],
  // 5. features, and nothing imports test
  ['feature', 'src-renderer/features/users/x.ts', 'src-renderer/features/nodes/y.ts'],
  ['feature', 'src-renderer/features/users/x.ts', 'src-renderer/app/y.ts'],
  ['feature', 'src-renderer/ui/x.ts', 'src-renderer/features/nodes/y.ts'],
  ['zone', 'hub/users/x.ts', 'test/builders/y.ts'],
  ['zone', 'scripts/x.ts', 'test/harness/y.ts'],
  ['zone', 'node-agent/x.ts', 'test/fakes/y.ts'],
  ['unresolved', 'hub/users/x.ts', 'hub/users/nowhere.ts'],
]

const allowed: readonly (readonly [from: string, to: string])[] = [
  ['hub/contract/admin/x.ts', 'zod'],
  ['hub/contract/admin/x.ts', 'hub/contract/primitives.ts'],
  ['hub/kernel/x.ts', 'hub/contract/y.ts'],
  ['hub/db/x.ts', 'hub/kernel/y.ts'],
  ['hub/users/x.ts', 'hub/audit/y.ts'],
  ['hub/audit/x.ts', 'hub/events/y.ts'],
  ['hub/nodes/x.ts', 'hub/users/y.ts'],
  ['hub/gate/x.ts', 'hub/entitlements/y.ts'],
  ['hub/gate/x.ts', 'node:crypto'],
  ['hub/app.ts', 'hub/customer-page/y.ts'],
  ['hub/main.ts', 'hub/app.ts'],
  ['hub/cli/x.ts', 'hub/app.ts'],
  ['hub/gate/access-rule.ts', 'hub/entitlements/cycle.ts'],
  ['hub/gate/access-rule.ts', 'hub/contract/primitives.ts'],
  ['hub/gate/access-rule.ts', 'hub/kernel/assert-never.ts'],
  ['hub/entitlements/cycle.ts', 'temporal-polyfill'],
  ['node-agent/x.ts', 'hub/contract/agent/y.ts'],
  ['node-agent/x.ts', 'node:fs'],
  ['src-main/x.ts', 'hub/contract/y.ts'],
  ['src-renderer/app/x.ts', 'src-main/ipc-contract/y.ts'],
  ['src-renderer/features/users/x.ts', 'src-renderer/charts/y.ts'],
  ['src-renderer/app/x.ts', 'src-renderer/features/users/y.ts'],
  ['scripts/x.ts', 'hub/app.ts'],
  ['test/x.ts', 'scripts/lab/y.ts'],
]

const isPath = (to: string) => to.endsWith('.ts')

function projectWith(from: string, to: string, form: (specifier: string) => string) {
  if (!isPath(to)) return { [from]: form(to) }
  const specifier = relative(dirname(from), to)
  const files = { [from]: form(specifier.startsWith('.') ? specifier : `./${specifier}`) }
  return to.includes('nowhere') ? files : { ...files, [to]: target }
}

describe('import boundaries', () => {
  describe.each(refused)('[%s] %s may not import %s', (rule, from, to) => {
    it.each(Object.entries(forms))('by %s', (_, form) => {
      expect(violationsOf(projectWith(from, to, form))).toContain(`${from} [${rule}]`)
    })
  })

  it.each(allowed)('%s may import %s', (from, to) => {
    for (const form of Object.values(forms).filter(one => !one('x').includes('load'))) {
      expect(violationsOf(projectWith(from, to, form))).toEqual([])
    }
  })

  it('refuses an import whose name is computed', () => {
    const source = 'export const load = (name: string) => import(name)\n'
    expect(violationsOf({ 'hub/users/x.ts': source })).toEqual(['hub/users/x.ts [computed]'])
    expect(violationsOf({ 'scripts/x.ts': source })).toEqual([])
  })
})

describe('cycles', () => {
  it.each(Object.entries(forms))('are refused when closed by %s', (_, form) => {
    const found = violationsOf({
      'hub/users/a.ts': form('./b.ts'),
      'hub/users/b.ts': "import { a } from './c.ts'\nexport const b = a\n",
      'hub/users/c.ts': "import { b } from './a.ts'\nexport const a = b\n",
    })
    expect(found).toEqual([expect.stringContaining('[cycle]')])
  })

  it('are not seen in a diamond', () => {
    const files = {
      'hub/users/a.ts': "import { b } from './b.ts'\nimport { a } from './c.ts'\nexport const x = a + b\n",
      'hub/users/b.ts': forms['a value']?.('./d.ts') ?? '',
      'hub/users/c.ts': "import { a as d } from './d.ts'\nexport const a = d\n",
      'hub/users/d.ts': target,
    }
    expect(violationsOf(files)).toEqual([])
  })
})

describe('pure files', () => {
  it.each([
    'export const now = () => Date.now()',
    'export const now = () => new Date()',
    'export const dice = () => Math.random()',
    'export const wait = async () => 1',
    'export const later = () => new Promise(() => {})',
    'export const later = (run: () => void) => setTimeout(run, 1)',
    'export async function wait() { return 1 }',
  ])('hold no %s', source => {
    expect(violationsOf({ 'hub/gate/access-rule.ts': source })).toContain('hub/gate/access-rule.ts [pure]')
    expect(violationsOf({ 'hub/gate/apply-gate.ts': source })).toEqual([])
  })

  it('may compute with dates that are handed in', () => {
    const source = 'export const day = (at: number) => new Date(at).getUTCDay()\n'
    expect(violationsOf({ 'hub/entitlements/cycle.ts': source })).toEqual([])
  })
})

describe('files', () => {
  it('are no barrels', () => {
    const barrel = "export { a } from './a.ts'\nexport type { A } from './a.ts'\n"
    const files = { 'hub/users/a.ts': target, 'hub/users/all.ts': barrel }
    expect(violationsOf(files)).toEqual(['hub/users/all.ts [barrel]'])
    const disguised = "import { a } from './a.ts'\nexport { a }\n"
    expect(violationsOf({ ...files, 'hub/users/all.ts': disguised })).toEqual(['hub/users/all.ts [barrel]'])
  })

  it('are at most 300 lines long', () => {
    expect(
      violationsOf({ 'test/x.ts': 'export {}\n'.repeat(1).padEnd(10) + '\n'.repeat(299) }),
    ).not.toContain('test/x.ts [length]')
    expect(violationsOf({ 'hub/users/x.ts': `export const a = 1\n${'\n'.repeat(300)}` })).toEqual([
      'hub/users/x.ts [length]',
    ])
    const migration = 'hub/db/migrations/0001-first.ts'
    expect(violationsOf({ [migration]: `export const a = 1\n${'\n'.repeat(300)}` })).toEqual([])
  })

  it.each([
    'hub/users/utils.ts',
    'hub/helpers/x.ts',
    'hub/users/user-manager.ts',
    'test/mail-service.test.ts',
  ])('are not called %s', path => expect(violationsOf({ [path]: target })).toContain(`${path} [name]`))

  it('may be named after the program ss-manager and its protocol', () => {
    const files = {
      'test/harness/ss-manager.ts': target,
      'node-agent/shadowsocks/manager-protocol.ts': target,
    }
    expect(violationsOf(files)).toEqual([])
  })
})

describe('packages', () => {
  it('are imported, or are said to be there for something else', () => {
    const files = {
      'package.json': JSON.stringify({
        dependencies: { zod: '1', pino: '1', '@fastify/cookie': '1' },
        devDependencies: { '@types/pino': '1', '@types/elsewhere': '1', typescript: '7' },
      }),
      'hub/users/a.ts': "import type { Logger } from 'pino/lib'\nexport type A = Logger | 1\n",
      'hub/users/b.ts': "import cookie from '@fastify/cookie'\nexport const b = cookie\n",
    }
    const unused = ['package.json [unused]', 'package.json [unused]']
    expect(violationsOf(files)).toEqual(unused)
    expect(
      violationsOf({ ...files, 'scripts/c.mjs': "export const c = await import('zod')\n" }),
    ).toHaveLength(1)
  })
})
