import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { prepareForTests } from './prepare.mjs'
import { projectRoot } from './set-up/find-node.mjs'
import { prepareConsole } from './testing/prepare-console.mjs'
import { runChecks } from './testing/run-checks.mjs'
import { runProject } from './testing/run-project.mjs'

/**
 * `npm test [-- --only unit,integration] [-- -- vitest filters]`: prepares the machine, runs every part in
 * order and ends with one line of sums. A part that skips something fails the run where CI is set.
 */
const parts = ['check', 'unit', 'integration', 'console', 'e2e']

const { only, filters } = readArguments(process.argv.slice(2))
const node = await prepareForTests()
mkdirSync(join(projectRoot, '.cache', 'test'), { recursive: true })

if (only.includes('console')) await prepareConsole(node)

const sum = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const failures = []
/** @type {string[]} */
const times = []
for (const part of parts.filter(name => only.includes(name))) {
  const started = Date.now()
  const found = part === 'check' ? await runChecks(node) : await runProject(node, part, filters)
  sum.passed += found.passed
  sum.failed += found.failed
  sum.skipped += found.skipped
  failures.push(...found.failures)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  const line = `${part}: ${found.passed} passed, ${found.failed} failed, ${found.skipped} skipped in ${seconds} s`
  console.log(line)
  times.push(line)
}

// Said once more at the end, where it is found after thousands of lines.
for (const line of [...failures.map(failure => `FAILED ${failure}`), ...times]) console.log(line)
const nothingRan = sum.passed + sum.failed + sum.skipped === 0
const skippedInCi = process.env.CI === 'true' && sum.skipped > 0
if (nothingRan) console.error('no test ran at all')
if (skippedInCi) console.error('tests were skipped where every part must be present')
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed > 0 || nothingRan || skippedInCi ? 1 : 0

/** @param {string[]} args */
function readArguments(args) {
  const split = args.indexOf('--')
  const own = split < 0 ? args : args.slice(0, split)
  const filters = split < 0 ? [] : args.slice(split + 1)
  let only = parts
  for (let i = 0; i < own.length; i += 1) {
    const value = own[i].startsWith('--only=') ? own[i].slice(7) : own[i] === '--only' ? own[++i] : undefined
    const names = value?.split(',') ?? []
    if (names.length === 0 || names.some(name => !parts.includes(name))) {
      console.error(`usage: npm test [-- --only ${parts.join(',')}] [-- -- <vitest filters>]`)
      process.exit(2)
    }
    only = names
  }
  return { only, filters }
}
