import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findChangedMigrations } from '../../../scripts/check-migrations.ts'
import { tempFolder } from '../../harness/temp-folder.ts'

const migrations = join(import.meta.dirname, '..', '..', '..', 'hub', 'db', 'migrations')
const first = '1764000000000-foundation.ts'

it('released migrations are as they were', () => {
  expect(findChangedMigrations(migrations)).toEqual([])
})

it('a released migration that is changed, removed or unlisted is reported', () => {
  using folder = tempFolder('migrations')
  cpSync(migrations, folder.path, { recursive: true })
  const path = join(folder.path, first)
  writeFileSync(path, `${readFileSync(path, 'utf8')}// a harmless remark\n`)
  writeFileSync(join(folder.path, '1999999999999-unlisted.ts'), '')
  expect(findChangedMigrations(folder.path)).toEqual([
    expect.stringContaining(`${first} was released and has been changed`),
    expect.stringContaining('1999999999999-unlisted.ts is not listed'),
  ])
  rmSync(path)
  expect(findChangedMigrations(folder.path)[0]).toContain(`${first} was released and is gone`)
})
