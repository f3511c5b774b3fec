import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { projectEnvironment, projectRoot } from '../set-up/find-node.mjs'
import { runCommand } from '../set-up/run-command.mjs'
import { countTests } from './count-tests.mjs'
import { withoutNetwork } from './without-network.mjs'

/**
 * Runs one project of vitest.config.ts and counts its tests.
 * @param {string} node path of the Node to run on
 * @param {string} project
 * @param {readonly string[]} filters handed on to vitest
 * @returns {Promise<import('./count-tests.mjs').Found>}
 */
export async function runProject(node, project, filters) {
  const report = join(projectRoot, '.cache', 'test', `${project}.json`)
  rmSync(report, { force: true })
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = [vitest, 'run', '--project', project, '--passWithNoTests', ...reporters, ...filters]
  const [program, words] = project === 'console' ? withoutNetwork(node, args) : [node, args]
  const status = await runCommand(program, words, { cwd: projectRoot, env: projectEnvironment() })
  const found = existsSync(report)
    ? countTests(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0, failures: [] }
  // An unhandled error, or a run that ended before its report, fails without a failed test.
  if (status === 0 || found.failed > 0) return found
  return { ...found, failed: 1, failures: [`${project} > ended with code ${status}`] }
}
