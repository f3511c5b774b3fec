import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildConsole } from './build-console.mjs'
import { prepare } from './prepare.mjs'
import { projectEnvironment, projectRoot } from './set-up/find-node.mjs'
import { runCommand } from './set-up/run-command.mjs'

/**
 * Makes `dist/`: the hub and the `sluice` command as ES modules, the agent as one file without packages; and `out/`,
 * the console.
 * `--quiet` leaves out what was built, not what went wrong.
 */
const node = await prepare()
const output = process.argv.includes('--quiet') ? 'ignore' : 'inherit'
mkdirSync(join(projectRoot, 'dist'), { recursive: true })
const steps = [
  { script: 'bundle-hub.mjs', args: ['hub/main.ts', 'dist/hub.mjs'], needs: 'hub/main.ts' },
  { script: 'bundle-hub.mjs', args: ['hub/cli/main.ts', 'dist/sluice.mjs'], needs: 'hub/cli/main.ts' },
  { script: 'build-agent.mjs', args: [], needs: 'scripts/build-agent.mjs' },
]
for (const { script, args, needs } of steps) {
  if (!existsSync(join(projectRoot, needs))) {
    console.error(`left out: ${needs} does not exist`)
    continue
  }
  const options = { cwd: projectRoot, env: projectEnvironment(), stdio: ['ignore', output, 'inherit'] }
  const status = await runCommand(node, [join(projectRoot, 'scripts', script), ...args], options)
  if (status !== 0) process.exit(status)
}
const consoleStatus = await buildConsole(node, output)
if (consoleStatus !== 0) process.exit(consoleStatus)
