import { pino } from 'pino'

/** Structured log lines, one JSON object each. Secrets are never handed to it; the listed paths are a second line. */
export interface Logger {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const secretPaths = ['password', 'secret', 'token', 'authorization', 'cookie', 'key'].flatMap(name => [
  name,
  `*.${name}`,
])

/** Writes to standard output. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, redact: { paths: secretPaths, censor: '(not logged)' } })
}

/** Says nothing: for commands and tests. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
