import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

let namespacesWork: boolean | undefined

/**
 * Why network namespaces or the named programs cannot be used here: for the name of a skipped test and for the
 * screen of the demo. Undefined when everything is there.
 */
export function whatIsMissing(...programs: readonly string[]): string | undefined {
  const absent = ['ip', 'setpriv', ...programs].filter(name => !hasProgram(name))
  if (process.platform !== 'linux') return 'Linux'
  if (absent.length > 0) return absent.join(', ')
  if (process.getuid?.() !== 0) return 'root'
  namespacesWork ??= canMakeNamespace()
  return namespacesWork ? undefined : 'the right to make network namespaces'
}

/** Whether a program of this name is on the path or where Debian keeps the administrator's programs. */
export function hasProgram(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function canMakeNamespace(): boolean {
  const name = `sl-lab-${process.pid}-probe`
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' })
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
