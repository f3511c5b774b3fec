import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** '' when the machine has all of these programs (and `root`); otherwise what a test's name says is missing. */
export function missingParts(parts: readonly string[]): string {
  const missing = parts.filter(part => (part === 'root' ? process.getuid?.() !== 0 : !isInstalled(part)))
  return missing.length === 0 ? '' : `(skipped: ${missing.join(', ')} missing)`
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin']
  return folders.some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
