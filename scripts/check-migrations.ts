import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const defaultFolder = join(import.meta.dirname, '..', 'hub', 'db', 'migrations')
const listName = 'released.json'

/** What is wrong with the migrations of a folder; empty when every released one is as it was. */
export function findChangedMigrations(folder: string): string[] {
  const released = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(join(folder, listName), 'utf8')))
  const present = digestsOf(folder)
  const problems = Object.entries(released).flatMap(([file, digest]) => {
    if (present[file] === undefined) return [`${file} was released and is gone`]
    return present[file] === digest
      ? []
      : [`${file} was released and has been changed: write a new migration instead`]
  })
  const unknown = Object.keys(present).filter(file => released[file] === undefined)
  return [
    ...problems,
    ...unknown.map(
      file => `${file} is not listed in ${listName}: run node scripts/check-migrations.ts --add`,
    ),
  ]
}

function digestsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter(name => name.endsWith('.ts') && name !== 'all.ts')
  return Object.fromEntries(
    files.sort().map(name => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  )
}

/** Lists the migrations that are new; what was listed before keeps its digest. */
function addNew(folder: string): void {
  const path = join(folder, listName)
  const released = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  writeFileSync(path, `${JSON.stringify({ ...digestsOf(folder), ...released }, null, 2)}\n`)
}

if (import.meta.main) {
  if (process.argv.includes('--add')) addNew(defaultFolder)
  const problems = findChangedMigrations(defaultFolder)
  for (const problem of problems) console.error(problem)
  console.log(`migrations: ${problems.length} problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
