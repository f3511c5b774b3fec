import { installNodeModules } from './set-up/install-node-modules.mjs'
import { runEntry } from './set-up/run-entry.mjs'

/** `node scripts/run.mjs hub|agent [arguments]`: runs one program, after installing what is missing. */
const programs = {
  hub: { source: 'hub/main.ts', bundle: 'dist/hub.mjs' },
  agent: { source: 'node-agent/main.ts', bundle: 'dist/agent.cjs' },
}

const [name, ...args] = process.argv.slice(2)
const program = programs[name]
if (!program) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(programs).join('|')} [arguments]`)
  process.exit(2)
}
await installNodeModules()
runEntry({ ...program, args })
