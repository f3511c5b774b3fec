import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Crash } from '../crash-points.ts'

/**
 * Replaces a file so that after a power cut either the old or the new content is there, whole.
 * Throws what the file system says (ENOSPC, EROFS, …); the old content is then untouched.
 */
export async function writeDurably(path: string, content: Buffer | string, crash: Crash): Promise<void> {
  crash('state.before-write')
  const temporary = `${path}.new`
  try {
    const file = await open(temporary, 'w', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    crash('state.before-rename')
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncDirectory(dirname(path))
  crash('state.after-rename')
}

/** Makes renames and removals in a directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
