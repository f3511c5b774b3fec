import type { RunningServer } from './reconcile-rule.ts'

/** What a command line of /proc says: an ss-server of this run directory, its manager, or neither. */
export type FoundProcess =
  | { readonly kind: 'manager' }
  | { readonly kind: 'server'; readonly port: number; readonly configPath: string }
  | { readonly kind: 'other' }

/** @param cmdline the text of /proc/PID/cmdline, arguments separated by NUL */
export function parseProcess(cmdline: string, runDirectory: string): FoundProcess {
  const args = cmdline.split('\0')
  if (!args.some(argument => argument.startsWith(`${runDirectory}/`))) return { kind: 'other' }
  const name = (args[0] ?? '').split('/').at(-1)
  const file = args[args.indexOf('-c') + 1] ?? ''
  const port = /\/\.shadowsocks_(\d{1,5})\.conf$/.exec(file)?.[1]
  if (name === 'ss-server' && port !== undefined)
    return { kind: 'server', port: Number(port), configPath: file }
  if (name === 'ss-manager' || name === 'ssmanager') return { kind: 'manager' }
  return { kind: 'other' }
}

/** `cipher:password` in a configuration file that ss-manager wrote; null if it is not one. */
export function parseSecret(text: string): RunningServer['secret'] {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { method, password } = value as Record<string, unknown>
    return typeof method === 'string' && typeof password === 'string' ? `${method}:${password}` : null
  } catch {
    return null
  }
}
