// `npm run console`: installs what is missing, builds, and opens the operator's desktop from this checkout.
import { join } from 'node:path'
import { buildConsole } from './build-console.mjs'
import { prepare } from './prepare.mjs'
import { projectEnvironment, projectRoot } from './set-up/find-node.mjs'
import { runCommand } from './set-up/run-command.mjs'

const node = await prepare()
const built = await buildConsole(node)
const program = join(projectRoot, 'scripts', 'demo', 'run-console.ts')
process.exitCode =
  built === 0
    ? await runCommand(node, [program, ...process.argv.slice(2)], { env: projectEnvironment() })
    : built
