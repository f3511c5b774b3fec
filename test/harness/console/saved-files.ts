import { chownSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SavedFile } from './console-options.ts'

const nobody = 65_534

/** A folder that the console may write to, and what lies in it. */
export function openSaves(home: string) {
  const folder = mkdtempSync(join(home, 'saved-'))
  if (process.getuid?.() === 0) chownSync(folder, nobody, nobody)
  // A file that is still empty is one that is being written.
  const read = (): readonly SavedFile[] =>
    readdirSync(folder)
      .map(name => ({ name, bytes: readFileSync(join(folder, name)) }))
      .filter(({ bytes }) => bytes.length > 0)
  return { folder, read }
}
