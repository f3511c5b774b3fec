import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RunOptions {
  /** Runs inside this network namespace. */
  readonly namespace?: string
  /** Runs as this user of the machine, with his group alone and no way to gain rights. */
  readonly user?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** A program that was started here: its output is kept, and it does not outlive this process. */
export interface RunningProcess {
  readonly pid: number
  /** What it wrote on both streams so far; the oldest is dropped beyond 4 MiB. */
  output(): string
  /** The exit status, or the signal's name, or undefined while it runs. */
  ended(): number | string | undefined
  /** Resolves with the first match in the output; throws when the process ends or `timeoutMs` pass before. */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>
  signal(name: NodeJS.Signals): void
  /** Asks it to end, kills it after `graceMs`, and waits until it is gone. */
  stop(graceMs?: number): Promise<void>
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>
  /** Waits until it ends by itself. */
  wait(): Promise<number | string>
  [Symbol.asyncDispose](): Promise<void>
}

const keptOutput = 4 * 1024 * 1024
const living = new Set<ChildProcess>()
let watchesExit = false

/** Starts a program. It throws when the program cannot be started at all. */
export async function runProcess(argv: readonly string[], options: RunOptions = {}): Promise<RunningProcess> {
  endAllAtExit()
  const [program = '', ...args] = commandLine(argv, options)
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  })
  living.add(child)
  let output = ''
  let end: number | string | undefined
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-keptOutput)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = new Promise<number | string>(resolve => {
    child.once('close', (code, signal) => {
      living.delete(child)
      end = code ?? signal ?? 'unknown'
      resolve(end)
    })
  })
  await once(child, 'spawn')
  const { pid } = child
  if (pid === undefined) throw new Error(`${argv[0]} did not start`)

  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const stop = async (graceMs = 5_000) => {
    child.kill('SIGTERM')
    const gone = await Promise.race([ended.then(() => true), sleep(graceMs, false, { ref: false })])
    if (!gone) await kill()
  }
  return {
    pid,
    output: () => output,
    ended: () => end,
    async waitFor(pattern, timeoutMs = 15_000) {
      const deadline = Date.now() + timeoutMs
      for (;;) {
        const found = output.match(pattern)
        if (found) return found
        if (end !== undefined) throw new Error(`${argv[0]} ended (${end}) before ${pattern}:\n${output}`)
        if (Date.now() > deadline) throw new Error(`${argv[0]} never wrote ${pattern}:\n${output}`)
        await sleep(10)
      }
    },
    signal: name => void child.kill(name),
    stop,
    kill,
    wait: () => ended,
    [Symbol.asyncDispose]: stop,
  }
}

/** The command line that runs `argv` in a namespace and as a user. It keeps one process id throughout. */
export function commandLine(argv: readonly string[], { namespace, user }: RunOptions): string[] {
  const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]
  if (process.platform !== 'linux') return [...inside, ...argv]
  // The kernel ends the child when this process dies, however it dies.
  const bound = ['setpriv', '--pdeathsig', 'KILL']
  const as = user === undefined ? [] : asUser(user)
  return [...inside, ...bound, ...as, '--', ...argv]
}

function asUser(name: string): string[] {
  const [uid, gid] = idsOf(name)
  return [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs']
}

const known = new Map<string, readonly [number, number]>()

/** The user and group number of a user of the machine; throws where there is none of that name. */
export function idsOf(user: string): readonly [uid: number, gid: number] {
  const ask = (which: string) => Number(execFileSync('id', [which, user], { encoding: 'utf8' }))
  const ids = known.get(user) ?? ([ask('-u'), ask('-g')] as const)
  known.set(user, ids)
  return ids
}

function endAllAtExit(): void {
  if (watchesExit) return
  watchesExit = true
  process.on('exit', () => {
    for (const child of living) child.kill('SIGKILL')
  })
  endOnSignals()
}

let watchesSignals = false

/**
 * A signal runs no `exit` handler by itself. Where nobody else in this process answers SIGINT, SIGTERM and SIGHUP,
 * they end it here in a way that does.
 */
export function endOnSignals(): void {
  if (watchesSignals) return
  watchesSignals = true
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(128 + number)
    })
  }
}
