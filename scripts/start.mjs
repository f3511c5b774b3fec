// `npm start`: installs what is missing, builds, and runs the demo: a hub with one node and some traffic.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { prepare } from './prepare.mjs'
import { projectEnvironment, projectRoot } from './set-up/find-node.mjs'

const node = await prepare()

/** @param {string[]} args @returns {Promise<number>} */
function runNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: projectRoot, stdio: 'inherit', env: projectEnvironment() })
    // Ctrl-C reaches the child by itself; this process only waits for it to clean up.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 0 : 1)))
  })
}

const built = await runNode([join('scripts', 'build.mjs'), '--quiet'])
process.exitCode =
  built === 0
    ? await runNode([
        '--import',
        './scripts/load-views.mjs',
        join('scripts', 'demo', 'main.ts'),
        ...process.argv.slice(2),
      ])
    : built
