import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { renderConfigTable } from '../../../hub/config/render-config-table.ts'
import { settingsTable } from '../../../hub/config/settings-table.ts'

it('the README lists every setting as the hub knows it', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8')
  const [, listed] = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(readme) ?? []
  expect(listed, 'run node scripts/update-readme.ts').toBe(renderConfigTable(settingsTable).trim())
})
