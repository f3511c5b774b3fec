// Writes the table of settings into the README, from the hub's own list of them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderConfigTable } from '../hub/config/render-config-table.ts'
import { settingsTable } from '../hub/config/settings-table.ts'

const path = join(import.meta.dirname, '..', 'README.md')
const table = `<!-- settings -->\n${renderConfigTable(settingsTable).trim()}\n<!-- /settings -->`
const text = readFileSync(path, 'utf8')
writeFileSync(
  path,
  text.replace(/<!-- settings -->[\s\S]*?<!-- \/settings -->/, () => table),
)
