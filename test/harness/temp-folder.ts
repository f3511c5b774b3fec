import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Linux keeps files in memory. */
export const memoryFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A new empty folder, removed with everything in it when it is disposed of, at the latest when the process ends. */
export function tempFolder(name: string, place = tmpdir()): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(place, `sluice-${name}-`))
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', remove)
  return {
    path,
    [Symbol.dispose]() {
      process.off('exit', remove)
      remove()
    },
  }
}
