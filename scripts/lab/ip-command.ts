import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ExecOptions {
  /** Written to the program's standard input. */
  readonly input?: string
  /** Ends the program after this many milliseconds. */
  readonly timeoutMs?: number
}

/** Runs a program to its end and gives what it printed; throws, with what it said, when it fails. */
export function run(argv: readonly string[], options: ExecOptions = {}): Promise<string> {
  const [program = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const limits = { maxBuffer: 64 * 1024 * 1024, timeout: options.timeoutMs ?? 60_000 }
    const child = execFile(program, args, limits, (error, stdout, stderr) => {
      if (error) reject(new Error(`${argv.join(' ')}: ${stderr.trim() || error.message}`))
      else resolve(stdout)
    })
    // A program that does not read its input closes it early.
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
  })
}

/** Runs lines of `ip` as one batch inside a namespace; the first that fails ends it. */
export async function ipBatch(namespace: string | undefined, lines: readonly string[]): Promise<void> {
  const inside = namespace === undefined ? [] : ['-n', namespace]
  await run(['ip', ...inside, '-batch', '-'], { input: `${lines.join('\n')}\n` })
}

/** The names of all network namespaces of the machine. */
export function listNamespaces(): string[] {
  const printed = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  return printed.split('\n').flatMap(line => line.trim().split(' ')[0] || [])
}

/** Kills whatever runs in the namespaces and removes them, without ever throwing: it runs at exit too. */
export function removeNamespaces(names: readonly string[]): void {
  for (const name of names) {
    for (const pid of pidsIn(name)) killQuietly(pid)
  }
  if (names.length === 0) return
  try {
    const input = names.map(name => `netns del ${name}\n`).join('')
    execFileSync('ip', ['-force', '-batch', '-'], { input, stdio: ['pipe', 'ignore', 'ignore'] })
  } catch {
    // A namespace that is gone already is what was wanted.
  }
}

function pidsIn(namespace: string): number[] {
  try {
    const printed = execFileSync('ip', ['netns', 'pids', namespace], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return printed.split('\n').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function killQuietly(pid: number): void {
  if (pid === process.pid || !Number.isInteger(pid) || pid <= 1) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

/** Whether a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
