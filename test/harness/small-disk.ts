import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from './temp-folder.ts'

/** A small disk of its own, which can be filled to the last byte and emptied. */
export function smallDisk(name: string) {
  const folder = tempFolder(name)
  const path = join(folder.path, 'disk')
  const filler = join(path, 'filler')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m,mode=0700', 'tmpfs', path])
  return {
    path,
    fill() {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(filler, Buffer.alloc(bavail * bsize))
    },
    empty: () => rmSync(filler, { force: true }),
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', path])
      folder[Symbol.dispose]()
    },
  }
}
