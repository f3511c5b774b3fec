import { chownSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Gives what root made to the owner of the directory it lies in: a command that an administrator runs as root must not
 * leave files that the hub, which runs as a user of its own, cannot read. Does nothing for anybody but root.
 */
export function handToOwner(path: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(dirname(path))
  chownSync(path, uid, gid)
}
