import { join } from 'node:path'
import { projectEnvironment, projectRoot } from '../set-up/find-node.mjs'
import { runCommand } from '../set-up/run-command.mjs'

const modules = join(projectRoot, 'node_modules')

/** @type {readonly { name: string, args: readonly string[] }[]} each is one test */
const checks = [
  { name: 'types', args: [join(modules, 'typescript', 'bin', 'tsc'), '-b'] },
  {
    name: 'format and lint',
    args: [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings'],
  },
  { name: 'import boundaries', args: [join(projectRoot, 'scripts', 'check-boundaries.ts')] },
  { name: 'released migrations', args: [join(projectRoot, 'scripts', 'check-migrations.ts')] },
]

/**
 * Types, lint and import boundaries.
 * @param {string} node path of the Node to run on
 * @returns {Promise<import('./count-tests.mjs').Found>}
 */
export async function runChecks(node) {
  const failures = []
  for (const check of checks) {
    const status = await runCommand(node, [...check.args], { cwd: projectRoot, env: projectEnvironment() })
    if (status !== 0) failures.push(`check > ${check.name}`)
    console.log(`${status === 0 ? '✓' : '✗'} ${check.name}`)
  }
  return { passed: checks.length - failures.length, failed: failures.length, skipped: 0, failures }
}
