import { buildConsole } from '../build-console.mjs'
import { projectEnvironment, projectRoot } from '../set-up/find-node.mjs'
import { runCommand } from '../set-up/run-command.mjs'

/**
 * The tests of the console run without a network: what they need is built and fetched before.
 * @param {string} node path of the Node to run on
 */
export async function prepareConsole(node) {
  if ((await buildConsole(node, 'ignore')) !== 0) process.exit(1)
  const options = { cwd: projectRoot, env: projectEnvironment() }
  if ((await runCommand(node, ['test/harness/console/get-electron.ts'], options)) !== 0) process.exit(1)
}
