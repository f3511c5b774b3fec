import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectEnvironment, projectRoot } from '../set-up/find-node.mjs'
import { runCommand } from '../set-up/run-command.mjs'
import { prepareConsole } from './prepare-console.mjs'
import { renderTable } from './render-table.mjs'
import { withoutNetwork } from './without-network.mjs'

/**
 * Runs every test/<kind>/*.<kind>.ts, one after the other, each in a process of its own; the exit status is 1 when
 * one fails, a limit is not met, or nothing was measured. A file reports through test/bench/report.ts.
 * @param {{ node: string, kind: 'bench' | 'soak', names: readonly string[] }} run names select files by their start
 */
export async function runMeasurements({ node, kind, names }) {
  const folder = join(projectRoot, 'test', kind)
  const suffix = `.${kind}.ts`
  const loadViews = pathToFileURL(join(projectRoot, 'scripts', 'load-views.mjs')).href
  const all = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith(suffix)) : []
  const files = all.sort().filter(file => names.length === 0 || names.some(name => file.startsWith(name)))
  const cache = join(projectRoot, '.cache')
  const lines = join(cache, `${kind}.jsonl`)
  mkdirSync(cache, { recursive: true })
  rmSync(lines, { force: true })

  const failed = []
  for (const file of files) {
    console.error(`${kind}: ${file.slice(0, -suffix.length)}`)
    const env = projectEnvironment({ SLUICE_TEST_REPORT: lines })
    // Memory is measured after a collection that the file itself asks for.
    // What brings a whole hub into its process needs the views.
    const args = ['--expose-gc', '--import', loadViews, join(folder, file)]
    const isConsole = file === `console${suffix}`
    if (isConsole) await prepareConsole(node)
    const [program, words] = isConsole ? withoutNetwork(node, args) : [node, args]
    if ((await runCommand(program, words, { cwd: projectRoot, env })) !== 0) failed.push(file)
  }

  const results = existsSync(lines)
    ? readFileSync(lines, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    : []
  const measuredAt = new Date().toISOString()
  writeFileSync(join(cache, `${kind}.json`), `${JSON.stringify({ measuredAt, failed, results }, null, 2)}\n`)
  console.log(renderTable(results))
  for (const file of failed) console.log(`failed: ${file}`)
  if (files.length === 0) console.log(`there is no test/${kind}/*${suffix} to run`)
  const missed = results.filter(result => result.met === false).length
  console.log(`${results.length} figures, ${missed} outside their limits, ${failed.length} files failed`)
  if (failed.length > 0 || missed > 0 || results.length === 0) process.exitCode = 1
}
