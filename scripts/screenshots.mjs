// `npm run screenshots [-- FOLDER [words]]`: every screen of the console in both languages and themes, as pictures.
// Words keep to the screens whose names begin so, or to en, zh, light, dark.
import { join, resolve } from 'node:path'
import { prepareForTests } from './prepare.mjs'
import { projectEnvironment, projectRoot } from './set-up/find-node.mjs'
import { runCommand } from './set-up/run-command.mjs'
import { prepareConsole } from './testing/prepare-console.mjs'
import { withoutNetwork } from './testing/without-network.mjs'

const [folder = join(projectRoot, '.cache', 'screenshots'), ...words] = process.argv.slice(2)
const node = await prepareForTests()
await prepareConsole(node)
const program = join('test', 'harness', 'console', 'take-screenshots.ts')
const all = ['--import', './scripts/load-views.mjs', program, resolve(folder), ...words]
const [command, args] = withoutNetwork(node, all)
process.exitCode = await runCommand(command, args, { cwd: projectRoot, env: projectEnvironment() })
